-- Maps as other processes see them: od, dd, and a second fbrun; and the example that patches a file.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

-- A session at the keyboard: a megabyte of zeros, written and read by index.
local SESSION = [[
  local mmap = require "mmap"
  local m <close> = assert(mmap.open("zeros", { access = "write" }))
  assert(#m == 1 << 20)
  m:write("abc")
  m:seek(0)
  assert(m:read(3) == "abc" and m[0] == 97 and m:get(0, 5) == "abc\0\0" and m:get(-2) == "\0\0")
  m[1] = 78
  assert(m:get(0, 3) == "aNc")
  io.write(m:dump())
  local od <close> = io.popen("od -x zeros")
  assert(od:read("a") == m:dump(), "od -x prints something else")
  m:set(0, "\xaa\xaa\xaa")
  local other <close> = io.popen("head -c 4 zeros")
  assert(other:read("a") == "\xaa\xaa\xaa\0")
  exit()]]

function tests.session()
  h.shell("head -c 1048576 /dev/zero > zeros")
  -- od is this machine's; of an emulated processor with the other byte order it prints something else.
  local same_order = not h.emulated("s390x")
  local session = same_order and SESSION or SESSION:gsub('assert%(od:read[^\n]*', "")
  local got = h.run {"--quiet", "--display=headless", "-e", session}
  if same_order and string.pack("=I2", 1) == "\1\0" then
    h.result(got, 0, "0000000 4e61 0063 0000 0000 0000 0000 0000 0000\n"
      .. "0000020 0000 0000 0000 0000 0000 0000 0000 0000\n*\n4000000\n", "")
  end
  h.equal(h.read "zeros", "\xaa\xaa\xaa" .. ("\0"):rep((1 << 20) - 3), "the file")
end

-- What one process writes, another one reads, through the same pages.
function tests.two_processes()
  h.write("page", ("\0"):rep(4096))
  h.write("reader.lua", [[
    local m <close> = assert(require "mmap".open("page"))
    print(m:u32(100), m:find("hello"))
    exit()]])
  h.write("writer.lua", [[
    local m <close> = assert(require "mmap".open("page", { access = "write" }))
    m:u32(100, 0xdecade)
    m:set(200, "hello")
    exit()]])
  h.result(h.run {"--quiet", "--display=headless", "writer.lua"}, 0, "", "")
  h.result(h.run {"--quiet", "--display=headless", "reader.lua"}, 0, "14600926\t200\n", "")
end

function tests.binfile()
  local script = arg[0]:gsub("tests/cli/[^/]*$", "scripts/binfile.lua")
  h.write("a.bmp", "BM" .. ("\0"):rep(16) .. string.pack("<i4i4", 31, -7) .. ("\0"):rep(40))
  local function run(...)
    return h.run {"--quiet", "--display=headless", script, ...}
  end
  local got = run("a.bmp")
  h.equal(got.status, 0, got.err)
  h.equal(got.out:match(" 18 width +(%-?%d+)\n 22 height +%-7\n"), "31", "width")
  h.equal(run("a.bmp", "width=0x20", "planes=1").status, 0, "status")
  h.equal(h.read("a.bmp"):sub(19, 28), string.pack("<i4i4i2", 32, -7, 1), "patched")
  h.equal(#h.read "a.bmp", 66, "size")
  h.equal(run("a.bmp", "depth=1").status, 1, "status")
  h.equal(run("missing.bmp").status, 1, "status")
  h.equal(run().status, 0, "status")
end

h.main(tests)
