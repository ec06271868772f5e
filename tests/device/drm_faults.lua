-- Faults that no emulated device has, made by a table of system calls: fault_drm.c, in the machine.
local uv = require "luv"
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
uv.os_setenv("PATH", arg[1]:gsub("[^/]*$", "../tests:") .. os.getenv("PATH"))
local vm = require "vm"
local tests = {}

function tests.vkms()
  local m = vm.boot {modules = {"vkms"}, programs = {"fault_drm"}}
  local status, output = m:run("fault_drm 2>&1", 120)
  if status ~= 0 then
    error("fault_drm ended with " .. status .. ":\n" .. output)
  end
end

vm.main(tests)
