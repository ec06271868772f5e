# Golden pictures: what a script draws is compared with a picture that somebody has looked at.
# After a wanted change: draw it again, look at it, and copy it to tests/golden/expected.
if(NOT FBRUN_HAVE_PNG)
  return() # a build without libpng writes PPM; the pixels are the same code's
endif()
add_executable(compare golden/compare.c)
target_link_libraries(compare PRIVATE fbrun_flags fbrun_png)

# fbrun_golden_test(<name> <script> <options…>): the last frame of the script.
function(fbrun_golden_test name script)
  set(actual ${CMAKE_CURRENT_BINARY_DIR}/golden/${name}.png)
  set(difference ${CMAKE_CURRENT_BINARY_DIR}/golden/${name}.difference.png)
  add_test(NAME golden.${name}.draw
    COMMAND fbrun --quiet --clock=virtual --display=headless:${actual},size=320x180 ${ARGN}
      ${CMAKE_SOURCE_DIR}/${script})
  add_test(NAME golden.${name}
    COMMAND compare ${actual} ${CMAKE_CURRENT_SOURCE_DIR}/golden/expected/${name}.png ${difference})
  set_tests_properties(golden.${name}.draw PROPERTIES LABELS golden FIXTURES_SETUP golden.${name}
    ENVIRONMENT "TZ=UTC;FONTCONFIG_FILE=${CMAKE_CURRENT_SOURCE_DIR}/golden/fonts.conf")
  set_tests_properties(golden.${name} PROPERTIES LABELS golden FIXTURES_REQUIRED golden.${name})
endfunction()
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/golden)

fbrun_golden_test(tophalf scripts/tophalf.lua)
fbrun_golden_test(testpattern scripts/testpattern.lua --frames=30)
fbrun_golden_test(bounce scripts/bounce.lua --frames=100)
fbrun_golden_test(life scripts/life.lua --frames=60)
fbrun_golden_test(shapes scripts/shapes.lua)
fbrun_golden_test(dashboard scripts/dashboard.lua --frames=100)
fbrun_golden_test(clock scripts/clock.lua --frames=600)
fbrun_golden_test(operators scripts/blend.lua)
fbrun_golden_test(slideshow scripts/slideshow.lua --frames=340)
fbrun_golden_test(lines tests/golden/lines.lua)
fbrun_golden_test(blend tests/golden/blend.lua)
fbrun_golden_test(canvases tests/golden/canvases.lua)
fbrun_golden_test(colors tests/golden/colors.lua)
fbrun_golden_test(rotate90 tests/golden/canvases.lua --rotate=90)

# Text is that of fonts which Debian's packages fonts-dejavu, fonts-noto-core, fonts-noto-cjk and
# fonts-noto-color-emoji hold; ./dev test installs them, and golden/fonts.conf hides all others.
set(fonts /usr/share/fonts)
if(FBRUN_HAVE_FONTS AND FBRUN_HAVE_FONTCONFIG AND FBRUN_HAVE_ICU
    AND EXISTS ${fonts}/truetype/dejavu/DejaVuSansMono.ttf
    AND EXISTS ${fonts}/truetype/noto/NotoSerifDisplay-Regular.ttf
    AND EXISTS ${fonts}/truetype/noto/NotoColorEmoji.ttf
    AND EXISTS ${fonts}/opentype/noto/NotoSansCJK-Regular.ttc)
  fbrun_golden_test(text tests/golden/text.lua)
  fbrun_golden_test(sprites tests/golden/sprites.lua --frames=60)
  fbrun_golden_test(typography scripts/typography.lua --frames=1)
  fbrun_golden_test(ticker scripts/ticker.lua --frames=400)
  fbrun_golden_test(registers scripts/registers.lua --frames=30)
  fbrun_golden_test(menu scripts/menu.lua --frames=1)
  fbrun_golden_test(menu_list tests/golden/menu.lua --frames=1)
  if(FBRUN_HAVE_CJSON AND NOT CMAKE_CROSSCOMPILING)
    fbrun_golden_test(prices scripts/prices.lua --frames=1)
  endif()
endif()
