fbrun_unit_test(args lua PkgConfig::LUA)
fbrun_unit_test(hint lua PkgConfig::LUA)
fbrun_unit_test(loop lua PkgConfig::UV)
fbrun_unit_test(keyboard lua PkgConfig::LUA PkgConfig::UV)
