#!/bin/sh
# Tries fbrun.service with a real systemd: a small Debian in a virtual machine, on the drivers of the
# device tests. Not a test of CI's, since it fetches some 100 MB and takes minutes:
#   sh tests/device/systemd/run.sh BUILD
# As root, with debootstrap and what the device tests need. The Debian is kept in ~/.cache/fbrun.
set -eu
build=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
base=$(sh "$here/../prepare.sh")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/fbrun
debian=$cache/debian-bookworm

if [ ! -e "$debian" ]; then
    rm -rf "$debian.new"
    debootstrap --variant=minbase \
        --include=systemd,systemd-sysv,udev,dbus,libpam-systemd,kmod,login,procps,libuv1,liblua5.4-0,libpng16-16,libdrm2,libjson-c5,libseat1,libinput10,libxkbcommon0 \
        bookworm "$debian.new"
    mv "$debian.new" "$debian"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/fbrun-systemd-XXXXXX")
trap 'rm -rf "$work"' EXIT
cp -a "$debian" "$work/root"
cp -a "$(dirname "$(realpath "$base/vmlinux")")"/lib/modules "$work/root/lib/"
DESTDIR=$work/root cmake --install "$build" >/dev/null
unit=$(find "$work/root" -name fbrun.service -path '*/systemd/*')
mkdir -p "$work/root/etc/fbrun" "$work/root/etc/systemd/system/multi-user.target.wants"
cp "$unit" "$work/root/etc/systemd/system/"
cp "$here/kiosk.lua" "$work/root/etc/fbrun/kiosk.lua"
cp "$here/check.sh" "$work/root/check.sh"
cp "$here/check.service" "$work/root/etc/systemd/system/"
# As it is, but in less time.
mkdir -p "$work/root/etc/systemd/system/fbrun.service.d"
command=$(sed -n 's/^ExecStart=\(.*--kiosk\)/\1 --verbose --max-time=1/p' "$unit")
printf '[Service]\nWatchdogSec=10\nExecStart=\nExecStart=%s\n' "$command" \
    >"$work/root/etc/systemd/system/fbrun.service.d/quick.conf"
for wanted in fbrun check; do
    ln -s "/etc/systemd/system/$wanted.service" \
        "$work/root/etc/systemd/system/multi-user.target.wants/$wanted.service"
done
echo fbrun >"$work/root/etc/hostname"

# The machine's first process is busybox, which hands over to systemd on a folder of the host's.
mkdir -p "$work/first"
cp "$here/init" "$work/first/init"
(cd "$work/first" && find . | cpio --quiet -o -H newc -R 0:0) | cat "$base/base.cpio" - >"$work/initrd"

timeout 300 qemu-system-x86_64 -nodefaults -no-user-config -machine pc -accel tcg,thread=multi -m 768M \
    -display none -vga none -no-reboot -device bochs-display -kernel "$base/vmlinux" \
    -initrd "$work/initrd" -serial "file:$work/console" -serial "file:$work/checks" \
    -fsdev "local,id=host,security_model=none,path=$work/root" \
    -device virtio-9p-pci,fsdev=host,mount_tag=host \
    -append 'console=ttyS0 quiet panic=-1 systemd.show_status=0' || true
cat "$work/checks"
grep -q '^all is well' "$work/checks" || {
    tail -n 40 "$work/console"
    exit 1
}
