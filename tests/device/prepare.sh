#!/bin/sh
# Prints the folder of the machine that the device tests start: vmlinux and vmlinuz of the newest
# Debian kernel that apt knows, and base.cpio with busybox, the drivers and our guest/. Everything
# is made once and kept in ${XDG_CACHE_HOME:-~/.cache}/fbrun; nothing is installed.
#   sh tests/device/prepare.sh
set -eu
LC_ALL=C PATH=$PATH:/usr/sbin:/sbin # kmod is there
export LC_ALL PATH

here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/fbrun
mkdir -p "$cache"

# Drivers of screens, of input, of the folder that is shared with the host, and of registers.
modules='bochs virtio-gpu cirrus qxl vmwgfx vfb vgem evdev uinput virtio_input usbhid hid-generic
    xhci-pci psmouse virtio_pci 9p 9pnet_virtio
    uio_pci_generic uio_cif'

say() {
    echo "device tests: $*" >&2
}

apt_get() {
    # root may fetch as itself: apt's own user cannot write to the cache.
    apt-get -qq -o DPkg::Lock::Timeout=300 -o APT::Sandbox::User=root "$@" >&2
}

# download PACKAGE=VERSION...: unpacks them into ./root
download() {
    apt_get download "$@" || {
        # The lists may be older than what the mirror has.
        apt_get update || true
        apt_get download "$@"
    }
    for package in *.deb; do
        dpkg-deb -x "$package" root
        rm "$package"
    done
}

# bzimage_payload FILE: the compressed vmlinux, which the header says where to find.
bzimage_payload() {
    sectors=$(od -An -tu1 -j 497 -N 1 "$1")
    offset=$(od -An -tu4 -j 584 -N 4 "$1")
    length=$(od -An -tu4 -j 588 -N 4 "$1")
    # The last four bytes are the size when unpacked.
    tail -c "+$(((sectors + 1) * 512 + offset + 1))" "$1" | head -c "$((length - 4))"
}

# build_vkms ABI VERSION: vkms is not in Debian's kernel. Its source and the headers are.
build_vkms() {
    say 'building vkms'
    download "linux-source-6.1=$2" "linux-headers-$1=$2" "linux-headers-${1%-amd64}-common=$2" \
        "linux-kbuild-6.1=$2"
    tar -xf root/usr/src/linux-source-6.1.tar.xz --strip-components=1 \
        linux-source-6.1/drivers/gpu/drm/vkms
    # The headers expect to be installed.
    sed -i "s|/usr/src|$PWD/root/usr/src|" "root/usr/src/linux-headers-$1/Makefile"
    make -s -C "root/usr/src/linux-headers-$1" M="$PWD/drivers/gpu/drm/vkms" CONFIG_DRM_VKMS=m \
        CC="${CC:-gcc}" modules >log 2>&1 || {
        cat log >&2
        return 1
    }
    mkdir -p "root/lib/modules/$1/extra"
    cp drivers/gpu/drm/vkms/vkms.ko "root/lib/modules/$1/extra"
}

# make_kernel ABI VERSION: fills the current folder with vmlinuz, vmlinux and lib/modules
make_kernel() {
    say "fetching linux-image-$1 $2"
    download "linux-image-$1=$2"
    build_vkms "$1" "$2"
    depmod -b root "$1"
    mkdir -p "lib/modules/$1"
    for module in $modules vkms; do
        modprobe -d root -S "$1" --show-depends "$module" | sed -n "s|^insmod $PWD/root/\([^ ]*\).*|\1|p;s|^insmod root/\([^ ]*\).*|\1|p"
    done | sort -u | while read -r file; do
        mkdir -p "$(dirname "$file")"
        cp "root/$file" "$file"
    done
    cp root/lib/modules/"$1"/modules.builtin* root/lib/modules/"$1"/modules.order "lib/modules/$1"
    depmod -b . "$1"
    cp "root/boot/vmlinuz-$1" vmlinuz
    bzimage_payload vmlinuz | xz -dc >vmlinux
    rm -rf root drivers log
}

# make_base KERNEL: fills the current folder with what the machine boots from
make_base() {
    ln -s "$1/vmlinux" "$1/vmlinuz" .
    mkdir -p root/bin root/sbin root/dev root/proc root/sys root/tmp root/run root/root root/etc
    cp "$(command -v busybox)" root/bin/busybox
    cp -R "$1/lib" root/lib
    cp "$here/guest/init" root/init
    ${CC:-gcc} -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -static -o root/bin/agent "$here/guest/agent.c" >&2
    (cd root && find . | cpio --quiet -o -H newc -R 0:0) >base.cpio
    rm -rf root
}

# once FOLDER COMMAND [ARGS]: makes a folder by the command, run in it, if it is not there
once() {
    folder=$1
    shift
    [ ! -e "$folder" ] || return 0
    rm -rf "$folder.new"
    mkdir "$folder.new"
    (cd "$folder.new" && "$@")
    mv "$folder.new" "$folder"
}

# newest: ABI and version, as in "6.1.0-56-amd64 6.1.192-2", of the newest kernel that apt offers
newest() {
    apt-cache search --names-only '^linux-image-6\.1\.0-[0-9]+-amd64$' |
        sed 's/^linux-image-\([^ ]*\).*/\1/' | sort -V | tail -n 1 | while read -r abi; do
        apt-cache policy "linux-image-$abi" | sed -n "s/^ *Candidate: /$abi /p"
    done
}

# Tests that run at the same time must not make the same thing twice.
exec 9>"$cache/lock"
flock 9

# A kernel that was made with other drivers will not do.
drivers=$(echo "$modules" | cksum | cut -d ' ' -f 1)
kernel=
if [ "${1:-}" != --update ]; then
    kernel=$(find "$cache" -maxdepth 1 -name "linux-*_$drivers" | sort -V | tail -n 1)
fi
if [ -z "$kernel" ]; then
    version=$(newest)
    [ -n "$version" ] || {
        apt_get update || true
        version=$(newest)
    }
    [ -n "$version" ] || {
        say 'apt offers no linux-image-6.1.0-*-amd64'
        exit 1
    }
    kernel=$cache/linux-${version% *}_${version#* }_$drivers
    # shellcheck disable=SC2086 # two words
    once "$kernel" make_kernel $version
fi

# Nothing starts from older kernels any more. A base that nobody has used for a day is of a checkout
# that is gone or has changed, and with its saved states it is large.
if [ "${1:-}" = --update ]; then
    find "$cache" -maxdepth 1 -name 'linux-*' ! -path "$kernel" -exec rm -rf {} +
    find "$cache" -maxdepth 1 -name 'base-*' -mtime +0 -exec rm -rf {} +
fi
key=$(echo "$kernel" | cat - "$0" "$here"/guest/* "$(command -v busybox)" | sha256sum | cut -c -16)
base=$cache/base-$key
once "$base" make_base "$kernel"
touch "$base"
echo "$base"
