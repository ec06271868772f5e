-- The sandbox on the kernel of Debian 12, whose Landlock is an older one than most developers have:
-- version 2, which lets files be truncated.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local uv = require "luv"
uv.os_setenv("PATH", arg[1]:gsub("[^/]*$", "../tests:") .. os.getenv("PATH"))
local vm = require "vm"

local tests = {}

local m = vm.boot {programs = {"test_landlock", "test_sandbox"}, modules = {}}

for _, name in ipairs {"test_landlock", "test_sandbox"} do
  tests[name] = function()
    local status, output = m:run(name .. " 2>&1", 120)
    if status ~= 0 or output:find "skipped" then
      error(name .. " ended with " .. status .. ":\n" .. output)
    end
  end
end

function tests.script()
  m:must "mkdir -p /srv/own && echo secret >/srv/secret"
  m:must [[cat >/srv/own/main.lua <<'END'
print(io.open("main.lua") ~= nil, io.open("../secret"))
print(io.open(state_dir .. "/x", "w"):write("kept") ~= nil, io.open("x", "w"))
END]]
  vm.equal(m:must "XDG_STATE_HOME=/tmp/state fbrun --sandbox --display=headless /srv/own/main.lua",
    "true\tnil\t../secret: Permission denied\t13\ntrue\tnil\tx: Permission denied\t13")
end

vm.main(tests)
