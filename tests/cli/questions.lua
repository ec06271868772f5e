-- --info and --doctor, which run no script. What they say of real screens is in tests/device.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local function refused(arguments, text)
  h.result(h.run(arguments), 2, "", "fbrun: " .. text .. " (see fbrun --help)\n")
end

function tests.wrong_command_lines()
  refused({"--json"}, "--json: only --info is written as JSON")
  refused({"--json", "x.lua"}, "--json: only --info is written as JSON")
  refused({"--doctor", "--json"}, "--json: only --info is written as JSON")
  refused({"--info", "--doctor"}, "--info and --doctor: one at a time")
  refused({"--info", "x.lua"}, "--info runs no script, but one came: x.lua")
  refused({"--doctor", "-e", "exit(3)"}, "--doctor runs no script, but one came: -e")
  refused({"--info=json"}, "no value is expected, but one came: --info=json")
end

-- Whatever screens this machine has: both lists are there, and nothing on standard error.
function tests.info()
  local got = h.run {"--info"}
  h.equal(got.status, 0, "status")
  h.equal(got.err, "", "standard error")
  h.equal(got.out:match "^fbrun: (%S+)\n", h.run({"--version"}).out:match "^fbrun (%S+)\n", "version")
  assert(got.out:find "\nfbdev:", got.out)
end

function tests.info_as_json()
  local got = h.run {"--info", "--json"}
  if not h.run({"--version"}).out:find "json%-c" then
    h.result(got, 1, "", "fbrun: --json: this fbrun was built without json-c\n")
    return
  end
  h.equal(got.status, 0, "status")
  local found, cjson = pcall(require, "cjson")
  if found then
    local info = cjson.decode(got.out)
    h.equal(info.fbrun, h.run({"--version"}).out:match "^fbrun (%S+)\n", "version")
    h.equal(type(info.fbdev), "table", "fbdev")
  end
end

-- A verdict comes last, and the status is the same.
function tests.doctor()
  local got = h.run {"--doctor"}
  local last = got.out:match "([^\n]*)\n$"
  h.equal(got.err, "", "standard error")
  if got.status == 0 then
    assert(last:find "^ok: fbrun can use a screen now: %-%-display=", got.out)
  else
    h.equal(got.status, 1, "status")
    h.equal(last, "problem: there is no screen that fbrun can use now", "verdict")
  end
  for line in got.out:gmatch "[^\n]+" do
    assert(line:find "^ok: " or line:find "^note: " or line:find "^problem: " or
      line:find "^  fix: " or line:find "^   or: ", line)
  end
end

function tests.full_disk()
  for _, option in ipairs {"--info", "--doctor"} do
    h.equal(h.run({option}, {before = "exec >/dev/full"}).status, 1, option)
  end
end

h.main(tests)
