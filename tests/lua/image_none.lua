-- A build that can decode no PNG says so.
local check = require "check"
local nothing, message = decode_image(require("png").plain(2, 2, 255, 0, 0))
check.equal(nothing, nil)
assert(message:find("PNG", 1, true), message)
local later = decode_image(require("png").plain(2, 2, 255, 0, 0), { async = true })
function draw()
  if later.state ~= "loading" then
    check.list({ later.state, later.error }, { "failed", message })
    check.done()
  end
end
