-- With the real clock: an image that becomes ready begins a frame of its own where nothing else
-- would, and one that a still picture waits for is not forgotten.
local check = require "check"
local png = require "png"

local img = decode_image(png.plain(200, 200, 255, 0, 0), { async = true })
local failing = decode_image("a text", { async = true })
fps(0)
function draw()
  image(img, 0, 0)
  if img.state == "ready" and failing.state == "failed" then
    check.equal(pixel(60, 40), 0xff0000)
    check.done()
  end
end
