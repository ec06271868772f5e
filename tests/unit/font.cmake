fbrun_unit_test(face font $<TARGET_NAME_IF_EXISTS:fbrun_fonts> m)
fbrun_unit_test(builtin font)
fbrun_unit_test(colr font)
fbrun_unit_test(fonts font $<TARGET_NAME_IF_EXISTS:fbrun_fonts>
  $<TARGET_NAME_IF_EXISTS:fbrun_fontconfig>)

# Unicode's test files have 100,000 lines: an emulator tries every 50th, and
# less of what is long.
if(CMAKE_CROSSCOMPILING_EMULATOR)
  set(stride UNICODE_STRIDE=50)
endif()
foreach(name utf8 bidi breaks)
  fbrun_unit_test(${name} font $<TARGET_NAME_IF_EXISTS:fbrun_fonts>)
  target_compile_definitions(test_${name} PRIVATE ${stride})
endforeach()
fbrun_unit_test(glyph_cache font m)
fbrun_unit_test(layout_cache font)

fbrun_unit_test(letter_case font)
fbrun_unit_test(caps font m)
fbrun_unit_test(layout font m)
target_compile_definitions(test_layout PRIVATE ${stride})
find_program(FBRUN_HB_SHAPE hb-shape)
if(FBRUN_HAVE_FONTS AND FBRUN_HB_SHAPE AND EXISTS /usr/share/fonts/truetype/noto
    AND EXISTS /usr/share/fonts/truetype/dejavu AND EXISTS /usr/share/fonts/opentype/noto)
  fbrun_unit_test(shaping font m)
endif()
