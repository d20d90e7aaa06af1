// SPDX-License-Identifier: Apache-2.0
// gcp_storage.js NODE_MODULES PORT: the storage emulator of firebase-tools on loopback, without its rules runtime, which is
// a Java program from the internet: Google's own storage API asks no rules.
'use strict';
const [modules, port] = process.argv.slice(2);
const emulators = `${modules}/firebase-tools/lib/emulator`;
const { EmulatorRegistry } = require(`${emulators}/registry`);
const { StorageEmulator } = require(`${emulators}/storage/index`);
const { createApp } = require(`${emulators}/storage/server`);

const emulator = new StorageEmulator({
	projectId: 'demo-ingot',
	host: '127.0.0.1',
	port: Number(port),
	rules: { name: 'none', content: '' },
});
EmulatorRegistry.set(emulator.getName(), emulator);
createApp('demo-ingot', emulator).then((app) => {
	app.listen(Number(port), '127.0.0.1', () => console.log(`listening ${port}`));
});
