// SPDX-License-Identifier: ISC
// A whole AT Protocol network on loopback: directory, data server, app view.  Makes the brand and so
// many customers, prints NAME=value lines and at last READY=1.  atproto.sh starts it.
import net from 'node:net'

// The package's servers listen everywhere: pin them to this machine first.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...a) {
	if (typeof a[0] === 'number' && typeof a[1] !== 'string')
		a.splice(1, 0, '127.0.0.1')
	else if (a[0] && typeof a[0] === 'object' && a[0].port !== undefined && !a[0].host)
		a[0] = { ...a[0], host: '127.0.0.1' }
	return listen.apply(this, a)
}
const { TestNetwork } = await import('@atproto/dev-env')
const base = Number(process.env.ATPROTO_PORT)
const network = await TestNetwork.create({
	plc: { port: base },
	pds: { port: base + 1, hostname: 'localhost' },
	bsky: { port: base + 2, publicUrl: `http://localhost:${base + 2}`, dbPostgresSchema: 'bsky' },
	ozone: { port: base + 5 },
})
const pds = `http://127.0.0.1:${base + 1}`
const call = async (method, body, token) => {
	const answer = await fetch(`${pds}/xrpc/${method}`, { method: 'POST', body: JSON.stringify(body),
		headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) } })
	if (!answer.ok)
		throw new Error(`${method}: ${answer.status} ${await answer.text()}`)
	return answer.json()
}
console.log(`PDS_URL=${pds}`)
const names = ['brand', 'bob', 'carol']
for (let n = 1; n <= Number(process.argv[2] ?? 0); n++)
	names.push(`customer${n}`)
for (const name of names) {
	const who = await call('com.atproto.server.createAccount',
		{ handle: `${name}.test`, email: `${name}@example.test`, password: `${name}-password` })
	await call('com.atproto.repo.putRecord', { repo: who.did, collection: 'app.bsky.actor.profile', rkey: 'self',
		record: { $type: 'app.bsky.actor.profile', displayName: name[0].toUpperCase() + name.slice(1) } }, who.accessJwt)
	console.log(`${name.toUpperCase()}_DID=${who.did}\n${name.toUpperCase()}_TOKEN=${who.accessJwt}`)
	if (name === 'brand') {
		const app = await call('com.atproto.server.createAppPassword', { name: 'guichet', privileged: true }, who.accessJwt)
		const narrow = await call('com.atproto.server.createAppPassword', { name: 'narrow' }, who.accessJwt)
		console.log(`BRAND_PASSWORD=${app.password}\nNARROW_PASSWORD=${narrow.password}`)
	}
}
await network.processAll()
console.log('READY=1')
const stop = async () => { try { await network.close() } finally { process.exit(0) } }
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
