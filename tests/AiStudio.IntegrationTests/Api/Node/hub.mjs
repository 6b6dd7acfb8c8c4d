// SignalR's own client as a real program: node hub.mjs <site> <key> <a colleague's key> <a key that is revoked when it says so> <cookie> <a stranger's turn>
import * as signalR from '@microsoft/signalr';
import assert from 'node:assert/strict';

const [site, key, otherKey, soonRevoked, cookie, foreignTurn] = process.argv.slice(2);
const transports = { webSockets: signalR.HttpTransportType.WebSockets, events: signalR.HttpTransportType.ServerSentEvents, polling: signalR.HttpTransportType.LongPolling };
const connect = async (options, transport = transports.webSockets) => {
  const connection = new signalR.HubConnectionBuilder()
    .withUrl(`${site}hubs/studio`, { transport, ...options }).configureLogging(signalR.LogLevel.None).build();
  await connection.start();
  return connection;
};
// For server-sent events the client would put the token of an accessTokenFactory into the address, which is refused.
const withKey = (secret) => ({ headers: { Authorization: `Bearer ${secret}` } });
const watch = (connection, method, ...args) => new Promise((resolve, reject) => {
  const items = [];
  connection.stream(method, ...args).subscribe({ next: (item) => items.push(item), complete: () => resolve(items), error: (error) => reject(Object.assign(error, { items })) });
});
const ask = async (text, secret = key, more = {}, headers = {}) => fetch(`${site}v1/chat/completions`, {
  method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}`, ...headers },
  body: JSON.stringify({ model: 'balanced', messages: [{ role: 'user', content: text }], ...more }),
});
const events = async (path) => (await (await fetch(`${site}${path}`, { headers: { authorization: `Bearer ${key}` } })).text()).split('\n\n').filter(Boolean).map((one) => {
  const field = (name) => one.split('\n').find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  return { id: field('id') ?? null, event: field('event') ?? 'message', data: field('data') };
});
const fails = async (promise, pattern) => {
  let error;
  try { await promise; } catch (thrown) { error = thrown; }
  assert.match(String(error), pattern);
  return error;
};

const checks = {};
for (const [name, transport] of Object.entries(transports)) {
  checks[`${name}: a chat completion's events are those of SSE, from any number on`] = async () => {
    const answer = await ask('One two three', key, { stream: true });
    const turn = answer.headers.get('x-turn-id');
    await answer.text();
    const connection = await connect(withKey(key), transport);
    assert.deepEqual(await watch(connection, 'WatchTurn', turn, 0), await events(`api/turns/${turn}/events`));
    assert.equal((await watch(connection, 'WatchTurn', turn, 3))[0].id, '4');
    await connection.stop();
  };
  checks[`${name}: a job's events are those of SSE`] = async () => {
    const accepted = await (await ask('Later', key, {}, { prefer: 'respond-async' })).json();
    const connection = await connect(withKey(key), transport);
    const items = (await watch(connection, 'WatchJob', accepted.id, 0)).filter((one) => one.event !== 'progress');
    assert.deepEqual(items.map((one) => one.event), ['queued', 'started', 'stage', 'succeeded']);
    assert.deepEqual(items.at(-1), (await events(`api/jobs/${accepted.id}/events`)).at(-1));
    await connection.stop();
  };
}
checks['a running stream is watched as it comes'] = async () => {
  const answer = await ask('hub slowly', key, { stream: true });
  const turn = answer.headers.get('x-turn-id');
  const connection = await connect(withKey(key));
  const original = answer.text();
  const items = await watch(connection, 'WatchTurn', turn, 0);
  assert.equal(items.map((one) => `data: ${one.data}\n\n`).join(''), await original);
  await connection.stop();
};
checks['own jobs are told of without asking'] = async () => {
  const connection = await connect(withKey(key));
  const heard = new Promise((resolve) => connection.stream('WatchNotifications').subscribe({ next: (one) => one.event === 'job' && JSON.parse(one.data).state === 'succeeded' && resolve(JSON.parse(one.data).id), complete: () => {}, error: () => {} }));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const accepted = await (await ask('Told', key, {}, { prefer: 'respond-async' })).json();
  assert.equal(await heard, accepted.id);
  await connection.stop();
};
checks['what the bell shows is told to a session, and not to a key for chat alone'] = async () => {
  const hearing = async (options) => {
    const connection = await connect(options);
    const heard = { connection, items: [] };
    heard.first = new Promise((resolve) => connection.stream('WatchNotifications').subscribe({ next: (one) => { heard.items.push(one); resolve(one); }, complete: () => {}, error: () => {} }));
    return heard;
  };
  const [person, program] = [await hearing({ headers: { Cookie: cookie } }), await hearing(withKey(key))];
  await new Promise((resolve) => setTimeout(resolve, 300));
  console.log('tell');
  const told = await person.first;
  assert.equal(told.event, 'notification');
  assert.equal(JSON.parse(told.data).title, 'Told over the hub');
  assert.deepEqual(program.items, []);
  await person.connection.stop();
  await program.connection.stop();
};
checks['a session connects with its cookie and watches its own'] = async () => {
  const answer = await ask('Of the key of the session', key, { stream: true });
  await answer.text();
  const connection = await connect({ headers: { Cookie: cookie } });
  assert.ok((await watch(connection, 'WatchTurn', answer.headers.get('x-turn-id'), 0)).length > 2);
  await connection.stop();
};
checks['what is foreign, or nothing, is not there'] = async () => {
  const connection = await connect(withKey(key));
  const job = (await (await ask('Mine', otherKey, {}, { prefer: 'respond-async' })).json()).id;
  for (const id of [foreignTurn, crypto.randomUUID()]) {
    await fails(watch(connection, 'WatchTurn', id, 0), /There is no such turn of yours/);
    await fails(watch(connection, 'WatchJob', id, 0), /There is no such job of yours/);
  }
  await fails(watch(connection, 'WatchJob', job, 0), /There is no such job of yours/);
  await connection.stop();
};
checks['nobody connects without a key, or with a wrong one'] = async () => {
  await fails(connect({}), /401/);
  await fails(connect(withKey('ais_0123456789abcdef_' + '0'.repeat(64))), /401/);
};
checks['the key of an accessTokenFactory goes as a header over WebSockets, and is refused in the address'] = async () => {
  await (await connect({ accessTokenFactory: () => key })).stop();
  await fails(connect({ accessTokenFactory: () => key }, transports.events), /EventSource failed to connect/);
};
checks['a key in the address is refused'] = async () => {
  const answer = await fetch(`${site}hubs/studio/negotiate?negotiateVersion=1&access_token=${key}`, { method: 'POST' });
  assert.equal(answer.status, 400);
  assert.equal((await answer.json()).code, 'key_in_address');
};
checks['a page of another site does not connect with a cookie'] = async () => {
  const answer = await fetch(`${site}hubs/studio/negotiate?negotiateVersion=1`, { method: 'POST', headers: { cookie, origin: 'https://evil.example' } });
  assert.equal(answer.status, 403);
};
checks['whose key is revoked hears nothing more within five seconds'] = async () => {
  const connection = await connect(withKey(soonRevoked));
  const closed = new Promise((resolve) => connection.onclose(resolve));
  const answer = await ask('hub for long', soonRevoked, { stream: true });
  const watching = watch(connection, 'WatchTurn', answer.headers.get('x-turn-id'), 0).catch((error) => error.items);
  await new Promise((resolve) => setTimeout(resolve, 500));
  console.log('revoke');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  const began = Date.now();
  await closed;
  assert.ok(Date.now() - began < 5_000, `${Date.now() - began} ms`);
  const items = await watching;
  assert.ok(items.length > 0 && items.at(-1).data !== '[DONE]');
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try { await check(); console.log(`ok ${name}`); } catch (error) { failed++; console.log(`FAILED ${name}\n${error.stack}`); }
}
console.log(`${Object.keys(checks).length} checks, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
