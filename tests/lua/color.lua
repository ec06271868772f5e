-- Colours as arguments, and what pixel() gives back.
local check = require "check"

local function drawn(color)
  clear("black")
  fill(0, 0, 1, 1, color)
  return (pixel(0, 0))
end

check.equal(drawn(0x123456), 0x123456)
check.equal(drawn(0), 0)
check.equal(drawn(255.0), 0x0000ff) -- floats that are whole numbers
check.equal(drawn("#0f0"), 0x00ff00)
check.equal(drawn("Tomato"), 0xff6347)
check.equal(drawn("rgb(1 2 3 / 100%)"), 0x010203)
check.equal(drawn(rgba(1, 2, 3, 1)), 0x010203)
check.equal(drawn(rgba(255, 255, 255, 0)), 0)
check.equal(drawn(rgba(255, 255, 255, 0.5)), 0x808080)

check.equal(rgba(1, 2, 3, 1), 0x1ff010203)
check.equal(rgba(0, 0, 0, 0), 0x100000000)
check.equal(rgba(-5, 300, 1.5, 7), 0x1ff00ff02) -- cut to the range, rounded
check.equal(rgba(0, 0, 0, 0.5), 0x180000000)

local expected = "colour expected: 0xRRGGBB, rgba() or a CSS string; got "
for given, got in pairs {
  ["{}"] = expected .. "table", ["nil"] = expected .. "nil", ["true"] = expected .. "boolean",
  ["1.5"] = expected .. "1.5", ["-1"] = expected .. "-1", ["0/0"] = expected .. tostring(0 / 0),
  ["'nocolour'"] = "'nocolour' is not a CSS colour",
  ["''"] = "'' is not a CSS colour",
  ["'255'"] = "'255' is not a CSS colour",
  ["0x1000000"] = "colour 0x1000000 is above 0xffffff; for a translucent one use "
    .. "rgba(r, g, b, a)",
  ["0x200000000"] = "colour 0x200000000 is above 0xffffff; for a translucent one use "
    .. "rgba(r, g, b, a)",
} do
  check.refuses(("bad argument #3 to 'point' (%s)"):format(got), ("point(0, 0, %s)"):format(given))
end
check.refuses("rgba(r, g, b, a): 4 arguments expected, got 3", "rgba(1, 2, 3)")
check.refuses("bad argument #4 to 'rgba' (a number expected, got NaN)", "rgba(1, 2, 3, 0/0)")
check.refuses("bad argument #1 to 'rgba' (number expected, got nil)", "rgba(nil, 2, 3, 4)")
check.done()
