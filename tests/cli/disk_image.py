# SPDX-License-Identifier: Apache-2.0
"""Makes small disk images with a verity root: partition table (UEFI 2.10, chapter 5), FAT32, a UKI, a hash tree
(cryptsetup's DMVerity format). Written from the specifications; shares nothing with the project's own code."""

import hashlib
import random
import struct
import uuid
import zlib

SECTOR, BLOCK, MIB = 512, 4096, 1 << 20
ESP = uuid.UUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b")
ROOT = uuid.UUID("4f68bce3-e8cd-4db1-96e7-fbcaf984b709")
ROOT_VERITY = uuid.UUID("2c7357ed-ebd2-46d9-aec1-23d437ec2bf5")
RESERVED, TABLE_SECTORS, CLUSTERS = 32, 512, 65525
ESP_SECTORS = RESERVED + 2 * TABLE_SECTORS + CLUSTERS


def portable_executable(sections):
    """PE32+ with what a loader reads of it; sections lie one after another."""
    at = (88 + 240 + 40 * len(sections) + SECTOR - 1) // SECTOR * SECTOR
    head, body, memory = bytearray(at), b"", BLOCK
    head[0:2], head[60:64], head[64:68] = b"MZ", struct.pack("<I", 64), b"PE\0\0"
    struct.pack_into("<HH12xHH", head, 68, 0x8664, len(sections), 240, 0x0206)
    struct.pack_into("<H14xI12xII", head, 88, 0x020b, BLOCK, BLOCK, SECTOR)
    for number, (name, content) in enumerate(sections):
        raw = (len(content) + SECTOR - 1) // SECTOR * SECTOR
        struct.pack_into("<8sIIII", head, 328 + 40 * number, name, len(content), memory, raw, at + len(body))
        body += content.ljust(raw, b"\0")
        memory += (raw + BLOCK - 1) // BLOCK * BLOCK
    struct.pack_into("<II", head, 88 + 56, memory, at)
    struct.pack_into("<H", head, 88 + 68, 10)  # an EFI application
    struct.pack_into("<I", head, 88 + 108, 16)
    return bytes(head) + body


def uki(cmdline):
    kernel = portable_executable([(b".text", b"kernel")])
    return portable_executable([(b".text", b"stub"), (b".sdmagic", b"#### LoaderInfo: systemd-stub 257 ####"),
                                (b".osrel", b"ID=ingot\n"), (b".cmdline", cmdline.encode()), (b".linux", kernel),
                                (b".initrd", b"initrd")])


def fat_entry(name, attributes, cluster, size):
    return struct.pack("<11sB8xH4xHI", name, attributes, cluster >> 16, cluster & 0xffff, size)


def write_esp(image, start, program):
    """FAT32, a cluster of one sector: the root directory in cluster 2, EFI in 3, EFI/LINUX in 4, the program from 5."""
    boot = bytearray(SECTOR)
    boot[0:11], boot[510:512] = b"\xeb\x58\x90mkfs.fat", b"\x55\xaa"
    struct.pack_into("<HBHB4xB10xII", boot, 11, SECTOR, 1, RESERVED, 2, 0xf8, ESP_SECTORS, TABLE_SECTORS)
    struct.pack_into("<I", boot, 44, 2)
    count = (len(program) + SECTOR - 1) // SECTOR
    table = [0x0ffffff8] + 4 * [0x0fffffff] + [6 + n for n in range(count - 1)] + [0x0fffffff]
    packed = struct.pack("<%dI" % len(table), *table)
    folders = (fat_entry(b"EFI        ", 0x10, 3, 0),
               fat_entry(b".          ", 0x10, 3, 0) + fat_entry(b"..         ", 0x10, 0, 0) + fat_entry(b"LINUX      ", 0x10, 4, 0),
               fat_entry(b".          ", 0x10, 4, 0) + fat_entry(b"..         ", 0x10, 3, 0) +
               fat_entry(b"INGOT   EFI", 0x20, 5, len(program)))
    image.seek(start)
    image.write(boot)
    for number in range(2):
        image.seek(start + (RESERVED + number * TABLE_SECTORS) * SECTOR)
        image.write(packed)
    data = start + (RESERVED + 2 * TABLE_SECTORS) * SECTOR
    for number, folder in enumerate(folders):
        image.seek(data + number * SECTOR)
        image.write(folder)
    image.seek(data + 3 * SECTOR)
    image.write(program)


def verity(blocks, salt=b"salt"):
    """The root hash, and superblock and tree: the top level first."""
    def digest(block):
        return hashlib.sha256(salt + block).digest()

    zeros = digest(bytes(BLOCK))
    entries, levels = [digest(b) if b else zeros for b in blocks], []
    while len(entries) > 1:
        level = b"".join(entries)
        level = level.ljust((len(level) + BLOCK - 1) // BLOCK * BLOCK, b"\0")
        levels.insert(0, level)
        entries = [digest(level[n:n + BLOCK]) for n in range(0, len(level), BLOCK)]
    head = struct.pack("<8sII16s32sIIQH6x256s", b"verity", 1, 1, uuid.UUID(int=7).bytes, b"sha256", BLOCK, BLOCK,
                       len(blocks), len(salt), salt)
    return entries[0], head.ljust(BLOCK, b"\0") + b"".join(levels)


def write_table(image, size, partitions):
    entries, disk = b"", uuid.UUID(int=1).bytes_le
    for kind, unique, first, last in partitions:
        entries += struct.pack("<16s16sQQQ72s", kind.bytes_le, unique.bytes_le, first, last, 0, "".encode("utf-16-le"))
    entries, last = entries.ljust(128 * 128, b"\0"), size // SECTOR - 1
    for at, other, table in ((1, last, 2), (last, 1, last - 32)):
        def header(crc):
            return struct.pack("<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, crc, 0, at, other, 34, last - 33, disk, table,
                               128, 128, zlib.crc32(entries))
        image.seek(table * SECTOR)
        image.write(entries)
        image.seek(at * SECTOR)
        image.write(header(zlib.crc32(header(0))))
    image.seek(450)
    image.write(b"\xee")
    image.seek(510)
    image.write(b"\x55\xaa")


def make(path, data_mib=3, empty_mib=4, seed=1):
    """An image whose root has so much data, in every other 256 KiB, and then so much of nothing. Returns where the root begins."""
    source, blocks = random.Random(seed), []
    for number in range(data_mib * MIB // BLOCK * 2):
        blocks.append(source.getrandbits(8 * BLOCK).to_bytes(BLOCK, "little") if number // 64 % 2 == 0 else b"")
    blocks += [b""] * (empty_mib * MIB // BLOCK)
    root_hash, tree = verity(blocks)
    esp = 2048
    root = (esp + ESP_SECTORS + 2047) // 2048 * 2048
    hashes = root + len(blocks) * BLOCK // SECTOR
    end = hashes + (len(tree) + MIB - 1) // MIB * 2048
    size = (end + 2048) * SECTOR
    with open(path, "wb") as image:
        image.truncate(size)
        write_table(image, size, ((ESP, uuid.UUID(int=2), esp, esp + ESP_SECTORS - 1),
                                  (ROOT, uuid.UUID(bytes=root_hash[:16]), root, hashes - 1),
                                  (ROOT_VERITY, uuid.UUID(bytes=root_hash[16:]), hashes, end - 1)))
        write_esp(image, esp * SECTOR, uki("quiet roothash=" + root_hash.hex()))
        for number, block in enumerate(blocks):
            if block:
                image.seek(root * SECTOR + number * BLOCK)
                image.write(block)
        image.seek(hashes * SECTOR)
        image.write(tree)
    return root * SECTOR
