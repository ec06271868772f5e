-- What programs share through mmap, with real processes: the example, many messages, and deaths.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}
local DISPLAY = "--display=headless,size=16x8"
local EMULATED = h.emulated(".")
local example = arg[0]:gsub("[^/]*$", "") .. "../../scripts/shared.lua"
do
  local pipe <close> = assert(io.popen("realpath '" .. example .. "'"))
  example = pipe:read("l")
end

local SHARED = [[
local mmap = require "mmap"
local m = assert(mmap.open("shared", { access = "write", create = true, length = 65536 }))
]]

local function start(script)
  return h.start {DISPLAY, "-e", SHARED .. script}
end

local function run(script)
  return h.run {DISPLAY, "-e", SHARED .. script}
end

local function ends_well(started, out)
  h.result(started:finish(), 0, out, "")
end

-- Two programs write, one reads: everything comes, in each one's order.
function tests.messages()
  local count = EMULATED and 200 or 20000
  h.result(run "assert(mmap.ring(m, 128, 8192))", 0, "", "")
  local reader = start(([[
    local ring = assert(mmap.ring(m, 128, 8192))
    print "ready" io.stdout:flush()
    local next = { a = 1, b = 1 }
    for i = 1, %d do
      local from, number = assert(ring:take(60)):match("^(%%l)(%%d+)$")
      assert(tonumber(number) == next[from])
      next[from] = next[from] + 1
    end
    print(next.a, next.b, ring:take(0))
  ]]):format(2 * count))
  h.equal(reader:line(), "ready")
  local writing = [[
    local ring = assert(mmap.ring(m, 128, 8192))
    for i = 1, %d do assert(ring:put(%q .. i, 60)) end]]
  local a = start(writing:format(count, "a"))
  local b = start(writing:format(count, "b"))
  ends_well(a, "")
  ends_well(b, "")
  ends_well(reader, ("%d\t%d\tnil\ttimeout\n"):format(count + 1, count + 1))
end

-- A program is killed while it holds the lock: the next one is told, and once.
function tests.a_death_with_the_lock()
  local holder = h.start({DISPLAY, "-e", SHARED .. [[
    assert(mmap.lock(m, 64)):acquire()
    print "held" io.stdout:flush()
    mmap.anonymous(4096):wait(0, 0)]]}, {group = true})
  h.equal(holder:line(), "held")
  h.result(run [[
    local l = assert(mmap.lock(m, 64))
    print(l:acquire(0))]], 0, "nil\ttimeout\n", "")
  h.signal(-holder.pid, "KILL")
  holder:finish()
  local next_one = [[
    local l = assert(mmap.lock(m, 64))
    print(l:acquire(10))
    l:release()]]
  h.result(run(next_one), 0, "true\towner died\n", "")
  h.result(run(next_one), 0, "true\n", "")
end

-- One waits for a word, the other wakes it.
function tests.waking()
  local waiter = start [[
    m:store32(4, 1)
    print "ready" io.stdout:flush()
    while m:load32(0) == 0 do assert(m:wait(0, 0, 60)) end
    print(m:load32(0))]]
  h.equal(waiter:line(), "ready")
  h.result(run "m:store32(0, 7) m:wake(0)", 0, "", "")
  ends_well(waiter, "7\n")
end

-- A wait without an end is ended by Ctrl-C like any program. Once the number is printed nothing but
-- the wait lets the process sleep; a program that is still busy would be interrupted in its own way.
function tests.interrupted()
  for _, wait in ipairs {"m:wait(0, 0)", "mmap.ring(m, 128, 8192):take()",
    "mmap.registers('shared', 0, 4):poll(0, 1, 1)"} do
    local waiter = start(([[
      print(io.open("/proc/self/stat"):read("n")) io.stdout:flush()
      print(%s)]]):format(wait))
    h.wait_state(assert(tonumber(waiter:line())), "S")
    waiter:signal("INT")
    local got = waiter:finish()
    h.equal(got.out, "nil\tinterrupted\n", wait)
  end
end

-- The gauge is drawn of what the writer left; without one it is empty.
function tests.the_example()
  local name = "fbrun-" .. h.path(""):match("([^/]*)/$")
  local function draw()
    h.result(h.run {"--display=headless:out.ppm,size=100x100", "--frames=1", "--clock=virtual",
      example, name}, 0, "", "")
    local colors = {}
    for red, green, blue in h.read("out.ppm"):match("^P6\n100 100\n255\n(.*)"):gmatch("(.)(.)(.)") do
      colors[("%02x%02x%02x"):format(red:byte(), green:byte(), blue:byte())] = true
    end
    return colors
  end
  local empty = draw()
  assert(empty["10151c"] and empty["2a3441"] and not empty["66717d"])
  h.result(h.run {DISPLAY, "--frames=60", "--clock=virtual", example, "write", name}, 0, "", "")
  assert(draw()["66717d"], "no gauge")
  h.result(h.run {DISPLAY, "-e", ("assert(require 'mmap'.unlink %q)"):format(name)}, 0, "", "")
end

h.main(tests)
