#!/bin/sh
# In the machine: what fbrun.service does, and what systemd makes of it. Says "all is well" at the
# end, and switches the machine off.
trap 'systemctl --force --force poweroff' EXIT

fail() {
    echo "FAILED: $*"
    systemctl status --no-pager --full fbrun
    journalctl --no-pager --boot -o short-monotonic | tail -n 60
    exit 1
}

# await WHAT COMMAND...: until it succeeds
await() {
    what=$1
    shift
    for _ in $(seq 600); do
        ! "$@" || return 0
        sleep 0.1
    done
    fail "$what"
}

property() {
    systemctl show --value --property "$1" fbrun
}

is() {
    [ "$(property "$1")" = "$2" ]
}

is_not() {
    [ "$(property "$1")" != "$2" ]
}

seconds() {
    cut -d ' ' -f 1 /proc/uptime
}

script() {
    pgrep -x fbrun-script
}

another_script() {
    now=$(script) && [ "$now" != "$1" ]
}

await 'it is never active' is ActiveState active
main=$(property MainPID)
echo "active after $(seconds) s: $(property StatusText), type $(property Type)"
# logind moves it into a session, so the journal has what it says under that.
drawn() {
    journalctl --no-pager --boot | grep -q 'drawn by'
}
await 'nothing is drawn' drawn
journalctl --no-pager --boot | sed -n 's|.*\[console\]: ||p' | grep '^seat' | head -n 1
[ "$(stat -c %U "/proc/$main")" = fbrun ] || fail 'it is not the user fbrun'
[ -d /var/lib/fbrun ] || fail 'there is no state directory'
echo "scores of memory: screen $(cat "/proc/$main/oom_score_adj"), script $(cat "/proc/$(script)/oom_score_adj")"

for signal in KILL SEGV STOP; do
    old=$(script)
    began=$(seconds)
    kill -$signal "$old"
    await "no other script after SIG$signal" another_script "$old"
    echo "SIG$signal of the script: another one by $(seconds) s, from $began s"
    is MainPID "$main" || fail 'the screen process is another one'
done

old=$(script)
systemctl reload fbrun || fail 'it cannot be reloaded'
await 'no other script after a reload' another_script "$old"
echo 'systemctl reload: another script'

for signal in STOP KILL; do
    restarts=$(property NRestarts)
    began=$(seconds)
    kill -$signal "$(property MainPID)"
    await "SIG$signal of the screen process is not noticed" is_not NRestarts "$restarts"
    await 'it does not come back' is ActiveState active
    echo "SIG$signal of the screen process: another one by $(seconds) s, from $began s"
done
journalctl --no-pager -u fbrun | grep -o 'Watchdog timeout.*' | tail -n 1

systemctl status --no-pager fbrun | head -n 12
began=$(seconds)
systemctl stop fbrun || fail 'it cannot be stopped'
is Result success || fail "it ended with $(property Result)"
echo "stopped by $(seconds) s, from $began s: $(property Result)"
systemd-analyze security --no-pager fbrun.service | tail -n 1
echo 'all is well'
