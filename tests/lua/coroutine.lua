-- Our coroutine functions do what Lua's do.
local check = require "check"

local main, is_main = coroutine.running()
check.equal(type(main), "thread")
check.equal(is_main, true)
check.equal(coroutine.isyieldable(), false)
check.fails("attempt to yield from outside a coroutine", coroutine.yield, 1)

local co = coroutine.create(function(...)
  check.equal(select("#", ...), 3)
  check.equal((select(2, coroutine.running())), false)
  check.equal(coroutine.isyieldable(), true)
  check.equal(coroutine.isyieldable(main), false)
  check.equal(coroutine.status(main), "normal")
  check.list({ coroutine.yield(1, nil, 3) }, { "in" })
  error { code = 5 }
end)
check.list({ coroutine.resume(co, 1, nil, nil) }, { true, 1, nil, 3 })
check.equal(coroutine.status(co), "suspended")
local ok, object = coroutine.resume(co, "in")
check.equal(ok, false)
check.equal(object.code, 5)
check.equal(coroutine.status(co), "dead")
check.list({ coroutine.resume(co) }, { false, "cannot resume dead coroutine" })
check.list({ coroutine.resume(coroutine.running()) },
  { false, "cannot resume non-suspended coroutine" })
check.fails("bad argument #1 to 'coroutine.resume' (coroutine expected, got nil)",
  coroutine.resume, nil)
check.fails("bad argument #1 to 'coroutine.wrap' (function expected, got number)", coroutine.wrap, 1)

-- wrap: positions of both, other error values as they are, then dead.
local f = coroutine.wrap(function() error("inner") end)
local _, message = pcall(function() f() end)
check.equal(message, "coroutine.lua:34: coroutine.lua:33: inner")
check.fails("cannot resume dead coroutine", f)
local value = {}
_, object = pcall(coroutine.wrap(function() error(value) end))
check.equal(object, value)
local sum = 0
for i in coroutine.wrap(function() for i = 1, 10 do coroutine.yield(i) end end) do
  sum = sum + i
end
check.equal(sum, 55)

-- <close> variables of a coroutine that fails or is closed.
local closed = 0
local function with_close(fn)
  return function()
    local _ <close> = setmetatable({}, { __close = function() closed = closed + 1 end })
    fn()
  end
end
pcall(coroutine.wrap(with_close(error)))
check.equal(closed, 1)
co = coroutine.create(with_close(coroutine.yield))
coroutine.resume(co)
check.list({ coroutine.close(co) }, { true })
check.equal(closed, 2)
co = coroutine.create(function()
  local _ <close> = setmetatable({}, { __close = function() error("at close", 0) end })
  coroutine.yield()
end)
coroutine.resume(co)
check.list({ coroutine.close(co) }, { false, "at close" })
check.fails("cannot close a running coroutine", coroutine.close, coroutine.running())

-- Deep enough for anyone, and an end before the C stack's.
local function nest(n) return n > 0 and coroutine.wrap(nest)(n - 1) or "bottom" end
check.equal(nest(100), "bottom")
local fine, overflow = pcall(nest, 1000)
check.equal(fine, false)
check.equal(overflow:match("C stack overflow"), "C stack overflow")

-- Many values.
local many = table.pack(coroutine.wrap(function(...) return ... end)(table.unpack({}, 1, 10000)))
check.equal(many.n, 10000)
check.done()
