/* SPDX-License-Identifier: Apache-2.0 */
/* EFI device paths in words, UEFI 2.10, 10.3 and 10.6. Only for people to read: lenient. */
#include "measurements/device_path.h"

#include <stdbool.h>
#include <stdint.h>

#define NODE_HEADER_SIZE 4
#define NODE_END         0x7fff /* type 0x7f, subtype 0xff */

static void add_guid_node(struct ingot_text *text, const char *name, struct ingot_bytes body)
{
	struct ingot_bytes guid;

	ingot_text_add(text, "%s(", name);
	if (ingot_bytes_take(&body, 16, &guid) == 0)
		ingot_text_add_guid(text, guid);
	ingot_text_add(text, ")");
}

static void add_pci(struct ingot_text *text, const char *name, struct ingot_bytes body)
{
	uint8_t function = 0, device = 0;

	(void)ingot_bytes_take_u8(&body, &function);
	(void)ingot_bytes_take_u8(&body, &device);
	ingot_text_add(text, "%s(0x%x,0x%x)", name, device, function);
}

/* EISA identifiers are compressed text; the PCI root bridge is the one that matters. */
static void add_acpi(struct ingot_text *text, const char *name, struct ingot_bytes body)
{
	uint32_t hid = 0, uid = 0;

	(void)ingot_bytes_take_le32(&body, &hid);
	(void)ingot_bytes_take_le32(&body, &uid);
	if (hid == 0x0a0341d0)
		ingot_text_add(text, "%s(0x%x)", name, uid);
	else
		ingot_text_add(text, "Acpi(0x%08x,0x%x)", hid, uid);
}

static void add_numbers16(struct ingot_text *text, const char *name, struct ingot_bytes body)
{
	uint16_t first = 0, second = 0;

	(void)ingot_bytes_take_le16(&body, &first);
	(void)ingot_bytes_take_le16(&body, &second);
	ingot_text_add(text, "%s(0x%x,0x%x)", name, first, second);
}

static void add_usb(struct ingot_text *text, const char *name, struct ingot_bytes body)
{
	uint8_t port = 0, interface = 0;

	(void)ingot_bytes_take_u8(&body, &port);
	(void)ingot_bytes_take_u8(&body, &interface);
	ingot_text_add(text, "%s(0x%x,0x%x)", name, port, interface);
}

static void add_nvme(struct ingot_text *text, const char *name, struct ingot_bytes body)
{
	uint32_t name_space = 0;

	(void)ingot_bytes_take_le32(&body, &name_space);
	ingot_text_add(text, "%s(0x%x,", name, name_space);
	ingot_text_add_hex(text, body, 8);
	ingot_text_add(text, ")");
}

static void add_range(struct ingot_text *text, const char *name, struct ingot_bytes body)
{
	uint64_t first = 0, last = 0;

	(void)ingot_bytes_skip(&body, 4); /* memory type, or reserved */
	(void)ingot_bytes_take_le64(&body, &first);
	(void)ingot_bytes_take_le64(&body, &last);
	ingot_text_add(text, "%s(0x%llx,0x%llx)", name, (unsigned long long)first,
		       (unsigned long long)last);
}

static void add_hard_drive(struct ingot_text *text, const char *name, struct ingot_bytes body)
{
	struct ingot_bytes signature;
	uint64_t start, size;
	uint32_t number;
	uint8_t format, signature_type;

	if (ingot_bytes_take_le32(&body, &number) < 0 || ingot_bytes_take_le64(&body, &start) < 0 ||
	    ingot_bytes_take_le64(&body, &size) < 0 ||
	    ingot_bytes_take(&body, 16, &signature) < 0 ||
	    ingot_bytes_take_u8(&body, &format) < 0 ||
	    ingot_bytes_take_u8(&body, &signature_type) < 0) {
		ingot_text_add(text, "%s()", name);
		return;
	}
	ingot_text_add(text, "%s(%u,%s,", name, number, format == 2 ? "GPT" : "MBR");
	if (signature_type == 2)
		ingot_text_add_guid(text, signature);
	else
		ingot_text_add_hex(text, signature, 4);
	ingot_text_add(text, ",0x%llx,0x%llx)", (unsigned long long)start,
		       (unsigned long long)size);
}

static void add_uri(struct ingot_text *text, const char *name, struct ingot_bytes body)
{
	ingot_text_add(text, "%s(", name);
	ingot_text_add_ascii(text, body);
	ingot_text_add(text, ")");
}

static void add_mac(struct ingot_text *text, const char *name, struct ingot_bytes body)
{
	ingot_text_add(text, "%s(", name);
	ingot_text_add_hex(text, body, 6);
	ingot_text_add(text, ")");
}

static void add_file_path(struct ingot_text *text, const char *name, struct ingot_bytes body)
{
	ingot_text_add(text, "%s", name);
	ingot_text_add_utf16(text, body);
}

/* kind: type in the high byte, subtype in the low one */
static const struct {
	uint16_t kind;
	const char *name;
	void (*add)(struct ingot_text *text, const char *name, struct ingot_bytes body);
} nodes[] = {
	{ 0x0101, "Pci", add_pci },
	{ 0x0103, "MemoryMapped", add_range },
	{ 0x0104, "VenHw", add_guid_node },
	{ 0x0201, "PciRoot", add_acpi },
	{ 0x0302, "Scsi", add_numbers16 },
	{ 0x0305, "USB", add_usb },
	{ 0x030a, "VenMsg", add_guid_node },
	{ 0x030b, "MAC", add_mac },
	{ 0x0312, "Sata", add_numbers16 },
	{ 0x0317, "NVMe", add_nvme },
	{ 0x0318, "Uri", add_uri },
	{ 0x0401, "HD", add_hard_drive },
	{ 0x0403, "VenMedia", add_guid_node },
	{ 0x0404, "", add_file_path },
	{ 0x0406, "FvFile", add_guid_node },
	{ 0x0407, "Fv", add_guid_node },
	{ 0x0408, "Offset", add_range },
};

static void add_node(struct ingot_text *text, unsigned kind, struct ingot_bytes body)
{
	for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
		if (nodes[i].kind == kind) {
			nodes[i].add(text, nodes[i].name, body);
			return;
		}
	ingot_text_add(text, "Path(%u,%u,", kind >> 8, kind & 0xff);
	ingot_text_add_hex(text, body, 16);
	ingot_text_add(text, ")");
}

void ingot_device_path_words(struct ingot_bytes path, struct ingot_text *text)
{
	bool joined = false;

	while (path.size > 0 && text->length < INGOT_TEXT_SIZE - 1) {
		struct ingot_bytes body;
		uint8_t type, subtype;
		uint16_t size;

		if (ingot_bytes_take_u8(&path, &type) < 0 ||
		    ingot_bytes_take_u8(&path, &subtype) < 0 ||
		    ingot_bytes_take_le16(&path, &size) < 0 || size < NODE_HEADER_SIZE ||
		    ingot_bytes_take(&path, size - NODE_HEADER_SIZE, &body) < 0) {
			ingot_text_add(text, "(broken)");
			return;
		}
		if ((type << 8 | subtype) == NODE_END)
			return;
		if (joined)
			ingot_text_add(text, "/");
		add_node(text, (unsigned)(type << 8 | subtype), body);
		joined = true;
	}
}
