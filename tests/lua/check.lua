-- What the scripts of this folder share. A test that is over says so with check.done(); one that
-- ends in any other way fails.
local check = {}

local function show(value)
  return type(value) == "string" and ("%q"):format(value) or tostring(value)
end

function check.equal(got, expected, what)
  if got ~= expected then
    error(("%s: expected %s, got %s"):format(what or "value", show(expected), show(got)), 2)
  end
end

-- Two lists, or the results of a call: check.list({f()}, {1, 2}).
function check.list(got, expected, what)
  for i = 1, math.max(#got, #expected) do
    if got[i] ~= expected[i] then
      error(("%s %d: expected %s, got %s"):format(what or "item", i, show(expected[i]),
        show(got[i])), 2)
    end
  end
end

-- The pixel of a context as it is straight: {red, green, blue, alpha}, each within `tolerance`.
function check.rgba(ctx, x, y, expected, tolerance)
  local data = ctx:get_image_data(x, y, 1, 1).data
  for i = 1, 4 do
    if math.abs(data[i - 1] - expected[i]) > (tolerance or 0) then
      error(("pixel (%d, %d): expected %s, got %d %d %d %d"):format(x, y,
        table.concat(expected, " "), data[0], data[1], data[2], data[3]), 2)
    end
  end
end

-- fn(...) must raise an error with exactly this text, after the position that errors begin with.
function check.fails(text, fn, ...)
  local ok, got = pcall(fn, ...)
  if ok then
    error("no error, expected " .. show(text), 2)
  end
  got = type(got) == "string" and got:gsub("^[%w_./]+%.lua:%d+: ", "") or got
  if got ~= text then
    error(("expected the error %s, got %s"):format(show(text), show(got)), 2)
  end
end

-- As check.fails for a call, written as text, of an API function: a call from Lua is named as such.
function check.refuses(text, code)
  check.fails(text, function()
    local chunk = assert(load(code, "=code"))
    local ok, message = pcall(function() chunk() return nil end)
    if not ok then
      error((message:gsub("^code:1: ", "")), 0)
    end
  end)
end

local over = false

function check.done()
  over = true
  exit()
end

function quit()
  assert(over, "the test ended before check.done()")
end

return check
