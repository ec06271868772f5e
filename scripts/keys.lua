-- The keyboard as blocks: those of pressed keys light up, in the colour of their row. Escape ends.
-- Keys have the name of what a US keyboard has in their place.

local rows = {
  {"escape", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12", "delete"},
  {"`", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "-", "=", "backspace"},
  {"tab", "q", "w", "e", "r", "t", "y", "u", "i", "o", "p", "[", "]", "\\"},
  {"capslock", "a", "s", "d", "f", "g", "h", "j", "k", "l", ";", "'", "return", "home"},
  {"lshift", "nonusbackslash", "z", "x", "c", "v", "b", "n", "m", ",", ".", "/", "rshift", "up"},
  {"lctrl", "lgui", "lalt", "space", "ralt", "rgui", "application", "rctrl", "left", "down", "right"},
}
local colors = {"tomato", "orange", "gold", "yellowgreen", "deepskyblue", "mediumpurple"}

fps(0) -- draw only when a key was pressed or released

function draw()
  clear("#202428")
  local height = h / (#rows + 1)
  for i, row in ipairs(rows) do
    local width = w / (#row + 1)
    for j, key in ipairs(row) do
      fill((j - 0.5) * width + 2, (i - 0.5) * height + 2, width - 4, height - 4,
        key_down(key) and colors[i] or "#3a4048")
    end
  end
end

function keypressed(key)
  if key == "escape" then exit() end
end

function keyreleased() end -- without it a release would change nothing until the next key
