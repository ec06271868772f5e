/* require "luv": libuv for scripts, on a loop of the script's own, which the module has made and
 * which is nested in ours: what it waits for begins a frame, and in each frame it gets a turn. So
 * uv.walk() finds the script's handles and no other, and what is left open goes with the Lua
 * state. Only functions that luv gives to Lua are used, so any version will do. */
#ifndef LUA_LUV_H
#define LUA_LUV_H

#include "lua/host_impl.h"

/* Sees to it that require "luv" takes the module's loop in. */
void luv_open(struct host *h);

/* At the begin of a frame: lets the loop's callbacks run, each as a job. False when no further
 * callback runs. */
bool luv_run(struct host *h);

/* At the end of a frame, when scripts may have begun something: hands it to the kernel, and learns
 * what there is to wait for. False as luv_run. */
bool luv_settle(struct host *h);

/* True while the loop has anything to wait for. */
bool luv_is_alive(const struct host *h);

/* When a timer of the loop is due, CLOCK_MONOTONIC; UINT64_MAX: none. */
uint64_t luv_next(const struct host *h);

/* Before the Lua state is closed. */
void luv_close(struct host *h);

#endif
