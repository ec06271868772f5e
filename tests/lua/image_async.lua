-- Images that are decoded beside the program. With the virtual clock they are ready at the next
-- frame, so that runs repeat.
local check = require "check"
local png = require "png"

local path = os.tmpname()
local file = assert(io.open(path, "wb"))
file:write(png.plain(4, 4, 255, 0, 0))
file:close()

local img = load_image(path, { async = true })
local bytes = decode_image(png.plain(5, 5, 0, 255, 0), { async = true })
local missing = load_image("no such file", { async = true })
local text = decode_image("a text", { async = true })
local closed = load_image(path, { async = true })
closed:close()
decode_image(png.plain(50, 50, 1, 1, 1), { async = true }) -- forgotten at once
collectgarbage()

for _, i in ipairs { img, bytes, missing, text } do
  check.list({ i.state, i.width, i.height, i.natural_width, i.natural_height, i.frames, i:frame(3),
    i.duration, tostring(i) }, { "loading", 0, 0, 0, 0, 0, 1, 0.0, "image (loading)" })
  check.equal(i.error, nil)
end

-- One that is loading draws nothing; the options are checked as far as they can be.
clear("white")
image(img, 0, 0)
image(img, 0, 0, 20, 20, { frame = 7, src = { 1000, 0, 5, 5 } })
images(img, { 0, 0, 5, 5 })
screen:draw_image(img, 0, 0)
screen:draw_image(img, 0, 0, 10, 10)
check.equal(pixel(1, 1), 0xffffff)
check.equal(screen:create_pattern(img, "repeat"), nil)
check.refuses("bad argument #4 to 'image' (unknown option 'scr'; image knows: src, fit, anchor, "
  .. "rotate, alpha, tint, smooth, frame, columns, slice)",
  "image(decode_image('', {async=true}), 0, 0, {scr={}})")
check.fails("TypeError: bad argument #2 to 'draw_image' (number expected, got string)",
  function() screen:draw_image(img, "x", 0) end)

-- It becomes ready between frames, never within one.
local draws = 0
fps(0) -- frames only when something happened
local function after_one()
  check.list({ img.state, img.width, img.height, img.frames, tostring(img) },
    { "ready", 4, 4, 1, "image (4x4)" })
  check.equal(bytes.state, "ready")
  image(img, 0, 0)
  image(bytes, 10, 0)
  check.list({ (pixel(1, 1)), (pixel(14, 4)) }, { 0xff0000, 0x00ff00 })

  check.list({ missing.state, missing.error, missing.width, tostring(missing) },
    { "failed", "cannot read no such file: No such file or directory", 0, "image (failed)" })
  check.list({ text.state, text.error }, { "failed",
    'decode_image: expected a PNG, JPEG, GIF, WebP or SVG, but it begins with "a text"' })
  clear()
  image(missing, 0, 0)
  image(text, 0, 0, 10, 10, { frame = 3 })
  images(text, { 1, 1 })
  check.equal(pixel(1, 1), 0)
  check.fails("InvalidStateError: bad argument #1 to 'draw_image' (the image has failed: "
    .. missing.error .. ")", function() screen:draw_image(missing, 0, 0) end)
  check.fails("InvalidStateError: bad argument #1 to 'create_pattern' (the image has failed: "
    .. text.error .. ")", function() screen:create_pattern(text, "repeat") end)

  -- What is asked for while it loads: at once.
  local later = load_image(path, { async = true, width = 77 })
  local now = assert(load_image(path, { width = 77 }))
  check.equal(now.state, "ready")
  assert(later.state == "ready" or later.state == "loading") -- the file was new; see image_cache
end

function draw()
  draws = draws + 1
  if draws == 1 then
    check.equal(img.state, "loading") -- still the frame in which it was asked for
  elseif draws == 2 then
    after_one()
    for i = 1, 500 do -- ended in all states, by close and by the collector
      local i = load_image(path, { async = true, width = i })
      if i.state == "loading" and math.random() < 0.5 then
        i:close()
      end
    end
    collectgarbage()
    img = load_image(path, { async = true, width = 5 })
  elseif draws == 3 then
    check.equal(img.state, "ready")
    redraw()
  else
    os.remove(path)
    decode_image(png.plain(300, 300, 1, 1, 1), { async = true }) -- the end does not wait for it
    check.done()
  end
end
