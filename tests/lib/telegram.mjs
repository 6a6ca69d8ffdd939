// SPDX-License-Identifier: ISC
// An emulator of the Bot API that we did not write, on loopback, and in front of it the one call that it lacks:
// getWebhookInfo, which a real server answers so for a bot that asks for its messages itself.  telegram.sh starts it.
import http from 'node:http'
import emulator from 'telegram-test-api'

const port = Number(process.env.TELEGRAM_PORT), inner = port + 1
const server = new (emulator.default ?? emulator)({ port: inner, host: '127.0.0.1', storage: 'RAM', storeTimeout: 3600 })
await server.start()
http.createServer((request, answer) => {
	if (request.url.endsWith('/getWebhookInfo')) {
		answer.setHeader('Content-Type', 'application/json')
		answer.end(JSON.stringify({ ok: true, result: { url: '', has_custom_certificate: false, pending_update_count: 0 } }))
		return
	}
	const passed = http.request({ host: '127.0.0.1', port: inner, path: request.url, method: request.method,
		headers: request.headers }, said => { answer.writeHead(said.statusCode, said.headers); said.pipe(answer) })
	passed.on('error', () => answer.destroy())
	request.pipe(passed)
}).listen(port, '127.0.0.1', () => console.log(`TELEGRAM_URL=http://127.0.0.1:${port}\nREADY=1`))
process.on('SIGTERM', () => process.exit(0))
