// The official client for Node as a real program: node checks.mjs <base url> <emulator url> <key> <key without chat> <key without money>
import OpenAI from 'openai';
import assert from 'node:assert/strict';

const [baseURL, emulator, apiKey, otherScopeKey, poorKey] = process.argv.slice(2);
const model = 'balanced';
const pinned = 'gpt-4.1-mini-2025-04-14';
const embedding = 'emulator-embedding-1';
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const ask = (content, more = {}) => client.chat.completions.create({ model, messages: [{ role: 'user', content }], ...more });
const script = async (...scripts) => {
  for (const one of scripts) {
    const answer = await fetch(`${emulator}_emulator/scripts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(one) });
    assert.ok(answer.ok, await answer.text());
  }
};
const collect = async (stream) => {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
};
const textOf = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join('');
const rejected = async (promise, kind, expected = {}) => {
  let error;
  try { await promise; } catch (thrown) { error = thrown; }
  assert.ok(error instanceof kind, `expected ${kind.name}, got ${error}`);
  for (const [name, value] of Object.entries(expected)) assert.equal(error[name], value, `${name} of ${error}`);
  return error;
};
const weather = { type: 'function', function: { name: 'weather', description: 'The weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } };
const person = { type: 'json_schema', json_schema: { name: 'person', strict: true, schema: { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } }, required: ['name', 'age'], additionalProperties: false } } };

const checks = {
  // Models
  'models: listed, aliases and pinned ids': async () => {
    const ids = [];
    for await (const one of client.models.list()) ids.push(one.id);
    assert.ok(ids.includes(model) && ids.includes(pinned) && ids.includes(embedding), ids.join());
  },
  'models: one alias': async () => assert.equal((await client.models.retrieve(model)).object, 'model'),
  'models: one pinned id says whose it is': async () => assert.equal((await client.models.retrieve(pinned)).owned_by, 'OpenAI'),
  'models: an unknown one is not found': () => rejected(client.models.retrieve('no-such-model'), OpenAI.NotFoundError, { status: 404, code: 'model_not_found', param: 'model' }),

  // Whole answers
  'whole: content, role and reason': async () => {
    const { choices } = await ask('Hello');
    assert.deepEqual([choices.length, choices[0].message.role, choices[0].message.content, choices[0].finish_reason], [1, 'assistant', 'Echo: Hello', 'stop']);
  },
  'whole: id, object, time and the pinned model': async () => {
    const answer = await ask('Hello');
    assert.match(answer.id, /^chatcmpl-/);
    assert.deepEqual([answer.object, answer.model], ['chat.completion', pinned]);
    assert.ok(Math.abs(answer.created - Date.now() / 1000) < 60);
  },
  'whole: usage adds up': async () => {
    const { usage } = await ask('one two three');
    assert.deepEqual([usage.prompt_tokens, usage.completion_tokens, usage.total_tokens], [6, 4, 10]);
  },
  'whole: cached and reasoning tokens are told': async () => {
    await script({ promptContains: 'node-details', text: 'Hm.', cachedInputTokens: 3, reasoningTokens: 5 });
    const { usage } = await ask('node-details');
    assert.deepEqual([usage.prompt_tokens_details.cached_tokens, usage.completion_tokens_details.reasoning_tokens], [3, 5]);
  },
  'whole: a request id is made': async () => assert.match((await ask('Hello'))._request_id, /^req_/),
  'whole: an own request id comes back': async () => {
    const { response } = await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] }, { headers: { 'x-request-id': 'mine-1' } }).withResponse();
    assert.equal(response.headers.get('x-request-id'), 'mine-1');
  },
  'whole: headers tell cost, tokens, model, attempts and overhead': async () => {
    const { response } = await ask('Hello there').withResponse();
    const header = (name) => response.headers.get(`x-aistudio-${name}`);
    assert.ok(Number(header('cost-usd')) > 0);
    assert.deepEqual([header('input-tokens'), header('output-tokens'), header('model'), header('attempts')], ['5', '3', pinned, '1']);
    assert.ok(Number(header('overhead-ms')) >= 0 && header('call-id').length === 36);
  },
  'whole: a pinned id is taken': async () => assert.equal((await ask('Hi', { model: pinned })).model, pinned),
  'whole: developer and system messages': async () => {
    const answer = await client.chat.completions.create({ model, messages: [{ role: 'developer', content: 'Be brief.' }, { role: 'system', content: [{ type: 'text', text: 'Be kind.' }] }, { role: 'user', content: 'Hi' }] });
    assert.equal(answer.choices[0].message.content, 'Echo: Hi');
  },
  'whole: a conversation': async () => {
    const answer = await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'A' }, { role: 'assistant', content: 'B' }, { role: 'user', content: 'C', name: 'ann' }] });
    assert.equal(answer.choices[0].message.content, 'Echo: C');
  },
  'whole: content in parts, with an image': async () => {
    const answer = await ask([{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }, { type: 'image_url', image_url: { url: 'https://example.test/a.png', detail: 'low' } }]);
    assert.equal(answer.choices[0].message.content, 'Echo: What is this?');
  },
  'whole: max_completion_tokens ends it': async () => assert.equal((await ask('one two three four', { max_completion_tokens: 2 })).choices[0].finish_reason, 'length'),
  'whole: max_tokens ends it': async () => assert.equal((await ask('one two three four', { max_tokens: 2 })).choices[0].message.content, 'Echo: one'),
  'whole: sampling, stop, seed, user and metadata are taken': async () => {
    const answer = await ask('Hi', { temperature: 0.2, top_p: 0.9, frequency_penalty: 0.1, presence_penalty: -0.1, stop: ['END', 'STOP'], seed: 7, user: 'ann', metadata: { feature: 'node.checks', team: 'x' }, n: 1, logprobs: false, store: false, parallel_tool_calls: true });
    assert.equal(answer.choices[0].finish_reason, 'stop');
  },
  'whole: how likely its tokens were': async () => {
    const content = [{ token: 'Hi', logprob: -0.25, bytes: [72, 105], top_logprobs: [{ token: 'Ho', logprob: -1.5, bytes: null }] }];
    await script({ promptContains: 'node-logprobs', body: JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: pinned, choices: [{ index: 0, finish_reason: 'stop', logprobs: { content, refusal: null }, message: { role: 'assistant', content: 'Hi' } }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }) });
    const answer = await ask('node-logprobs', { logprobs: true, top_logprobs: 1, logit_bias: { 50256: -100 } });
    assert.deepEqual(answer.choices[0].logprobs, { content, refusal: null });
  },
  'whole: what is unknown is ignored': async () => assert.equal((await ask('Hi', { shoe_size: 43, plugins: [{ a: 1 }] })).choices[0].message.content, 'Echo: Hi'),

  // Streams
  'stream: the role comes first': async () => {
    const [first] = await collect(await ask('Hi', { stream: true }));
    assert.deepEqual([first.object, first.choices[0].delta.role, first.choices[0].delta.content, first.choices[0].finish_reason], ['chat.completion.chunk', 'assistant', '', null]);
  },
  'stream: text in pieces, all of one id': async () => {
    const chunks = await collect(await ask('one two three', { stream: true }));
    assert.equal(textOf(chunks), 'Echo: one two three');
    assert.ok(chunks.length >= 5 && new Set(chunks.map((chunk) => chunk.id)).size === 1);
  },
  'stream: the reason comes last, without usage unless asked': async () => {
    const chunks = await collect(await ask('Hi', { stream: true }));
    assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
    assert.ok(chunks.every((chunk) => !chunk.usage));
  },
  'stream: usage when asked, in a chunk without choices': async () => {
    const chunks = await collect(await ask('Hi', { stream: true, stream_options: { include_usage: true } }));
    assert.deepEqual([chunks.at(-1).choices.length, chunks.at(-1).usage.total_tokens, chunks.at(-2).usage], [0, 6, null]);
  },
  'stream: length is told': async () => assert.equal((await collect(await ask('a b c d', { stream: true, max_tokens: 2 }))).at(-1).choices[0].finish_reason, 'length'),
  'stream: the library\'s own gatherer': async () => {
    const stream = client.chat.completions.stream({ model, messages: [{ role: 'user', content: 'gather me' }], stream_options: { include_usage: true } });
    assert.equal(await stream.finalContent(), 'Echo: gather me');
    assert.ok((await stream.totalUsage()).total_tokens > 0);
  },

  // Several answers
  'choices: whole, each with its index, and usage of all': async () => {
    await script(...['One', 'Two', 'Three'].map((text) => ({ promptContains: 'node-choices-whole', text })));
    const { data: { choices, usage }, response } = await ask('node-choices-whole', { n: 3 }).withResponse();
    assert.deepEqual(choices.map((choice) => [choice.index, choice.finish_reason]), [[0, 'stop'], [1, 'stop'], [2, 'stop']]);
    assert.deepEqual(choices.map((choice) => choice.message.content).sort(), ['One', 'Three', 'Two']);
    assert.deepEqual([usage.prompt_tokens, usage.completion_tokens, usage.total_tokens, response.headers.get('x-aistudio-attempts')], [12, 3, 15, '3']);
  },
  'choices: streamed, each with its role, text and reason': async () => {
    const chunks = await collect(await ask('one two', { n: 2, stream: true, stream_options: { include_usage: true } }));
    for (const index of [0, 1]) {
      const own = chunks.filter((chunk) => chunk.choices[0]?.index === index);
      assert.deepEqual([own[0].choices[0].delta.role, textOf(own), own.at(-1).choices[0].finish_reason], ['assistant', 'Echo: one two', 'stop']);
    }
    assert.deepEqual([chunks.at(-1).choices.length, chunks.at(-1).usage.prompt_tokens, chunks.filter((chunk) => chunk.usage).length], [0, 10, 1]);
  },
  'choices: the library\'s own gatherer': async () => {
    const { choices } = await client.chat.completions.stream({ model, n: 3, messages: [{ role: 'user', content: 'gather us' }] }).finalChatCompletion();
    assert.deepEqual(choices.map((choice) => [choice.index, choice.message.content, choice.finish_reason]), [0, 1, 2].map((index) => [index, 'Echo: gather us', 'stop']));
  },
  'choices: tools of each': async () => {
    await script({ promptContains: 'node-choices-tools', toolCalls: [{ name: 'weather', arguments: '{"city":"Ulm"}' }], times: 4 });
    const { choices } = await ask('node-choices-tools', { n: 2, tools: [weather] });
    assert.deepEqual(choices.map((choice) => [choice.finish_reason, choice.message.tool_calls.length]), [['tool_calls', 1], ['tool_calls', 1]]);
    const chunks = await collect(await ask('node-choices-tools', { n: 2, tools: [weather], stream: true }));
    for (const index of [0, 1]) {
      const deltas = chunks.filter((chunk) => chunk.choices[0].index === index).flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);
      assert.deepEqual([deltas.every((delta) => delta.index === 0), deltas.map((delta) => delta.function.arguments ?? '').join('')], [true, '{"city":"Ulm"}']);
    }
  },

  // Tools
  'tools: a call': async () => {
    await script({ promptContains: 'node-tool-whole', toolCalls: [{ name: 'weather', arguments: '{"city":"Köln"}' }] });
    const { choices: [{ message, finish_reason }] } = await ask('node-tool-whole', { tools: [weather] });
    assert.deepEqual([finish_reason, message.content, message.tool_calls[0].type, message.tool_calls[0].function.name, JSON.parse(message.tool_calls[0].function.arguments)], ['tool_calls', null, 'function', 'weather', { city: 'Köln' }]);
  },
  'tools: two calls as deltas by index': async () => {
    await script({ promptContains: 'node-tool-stream', toolCalls: [{ name: 'weather', arguments: '{"city":"Ulm"}' }, { name: 'weather', arguments: '{"city":"Bonn"}' }] });
    const chunks = await collect(await ask('node-tool-stream', { tools: [weather], stream: true }));
    const calls = [];
    for (const delta of chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? [])) {
      calls[delta.index] ??= { id: delta.id, name: delta.function.name, arguments: '' };
      calls[delta.index].arguments += delta.function.arguments ?? '';
    }
    assert.deepEqual(calls.map((call) => [call.name, JSON.parse(call.arguments).city]), [['weather', 'Ulm'], ['weather', 'Bonn']]);
    assert.ok(calls.every((call) => call.id) && chunks.at(-1).choices[0].finish_reason === 'tool_calls');
  },
  'tools: arguments that are no JSON come and go as they are': async () => {
    await script({ promptContains: 'node-tool-broken', toolCalls: [{ name: 'weather', arguments: '{"city":"Ulm' }], times: 2 });
    const { choices: [{ message }] } = await ask('node-tool-broken', { tools: [weather] });
    const chunks = await collect(await ask('node-tool-broken', { tools: [weather], stream: true }));
    const streamed = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []).map((delta) => delta.function.arguments ?? '').join('');
    assert.deepEqual([message.tool_calls[0].function.arguments, streamed], ['{"city":"Ulm', '{"city":"Ulm']);
    const after = await client.chat.completions.create({ model, tools: [weather], messages: [{ role: 'user', content: 'Weather?' }, message, { role: 'tool', tool_call_id: message.tool_calls[0].id, content: 'No JSON.' }, { role: 'user', content: 'Thanks' }] });
    assert.equal(after.choices[0].message.content, 'Echo: Thanks');
  },
  'tools: results go back': async () => {
    const answer = await client.chat.completions.create({ model, tools: [weather], messages: [{ role: 'user', content: 'Weather?' }, { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Ulm"}' } }] }, { role: 'tool', tool_call_id: 'call_1', content: 'Sun' }, { role: 'user', content: 'Thanks' }] });
    assert.equal(answer.choices[0].message.content, 'Echo: Thanks');
  },
  'tools: the library\'s own loop': async () => {
    await script({ promptContains: 'node-tool-loop', toolCalls: [{ name: 'weather', arguments: '{"city":"Ulm"}' }] });
    let asked;
    const runner = client.chat.completions.runTools({ model, messages: [{ role: 'user', content: 'node-tool-loop' }], tools: [{ type: 'function', function: { ...weather.function, parse: JSON.parse, function: ({ city }) => { asked = city; return 'Sun'; } } }] });
    await runner.finalContent();
    assert.equal(asked, 'Ulm');
  },
  'tools: choices': async () => {
    for (const tool_choice of ['none', 'auto', 'required', { type: 'function', function: { name: 'weather' } }]) await ask('Hi', { tools: [weather], tool_choice });
  },
  'tools: required without tools is refused': () => rejected(ask('Hi', { tool_choice: 'required' }), OpenAI.BadRequestError, { param: 'tool_choice' }),
  'tools: the old form is refused by name': () => rejected(ask('Hi', { functions: [weather.function] }), OpenAI.BadRequestError, { code: 'unsupported_parameter', param: 'functions' }),

  // Structured output
  'structured: json_object': async () => {
    await script({ promptContains: 'node-object', text: '{"a": 1}' });
    assert.deepEqual(JSON.parse((await ask('node-object', { response_format: { type: 'json_object' } })).choices[0].message.content), { a: 1 });
  },
  'structured: json_schema, parsed by the library': async () => {
    await script({ promptContains: 'node-schema-good', text: '{"name":"Ann","age":7}' });
    const answer = await client.chat.completions.parse({ model, messages: [{ role: 'user', content: 'node-schema-good' }], response_format: person });
    assert.equal(answer.choices[0].message.content, '{"name":"Ann","age":7}');
  },
  'structured: a wrong answer is mended once': async () => {
    await script({ promptContains: 'node-schema-mend', text: '{"name":"Ann"}' }, { promptContains: 'does not have the required form', text: '{"name":"Ann","age":7}' });
    const { data, response } = await ask('node-schema-mend', { response_format: person }).withResponse();
    assert.equal(JSON.parse(data.choices[0].message.content).age, 7);
    assert.equal(response.headers.get('x-aistudio-attempts'), '2');
  },
  'structured: wrong twice is refused': async () => {
    await script({ promptContains: 'node-schema-never', text: 'Sure!', times: 2 });
    const error = await rejected(ask('node-schema-never', { response_format: person }), OpenAI.InternalServerError, { status: 502, code: 'invalid_structured_output', param: 'response_format' });
    assert.ok(!error.message.includes('Sure'));
  },
  'structured: a stream that fits': async () => {
    await script({ promptContains: 'node-schema-stream', text: '{"name": "Ann", "age": 7}' });
    assert.deepEqual(JSON.parse(textOf(await collect(await ask('node-schema-stream', { response_format: person, stream: true })))), { name: 'Ann', age: 7 });
  },
  'structured: a stream that does not fit is mended before it begins': async () => {
    await script({ promptContains: 'node-schema-astray', text: '{"name": "Ann"}' }, { promptContains: 'does not have the required form', text: '{"name": "Ann", "age": 7}' });
    const chunks = await collect(await ask('node-schema-astray', { response_format: person, stream: true, stream_options: { include_usage: true } }));
    assert.deepEqual([JSON.parse(textOf(chunks)), chunks.at(-2).choices[0].finish_reason], [{ name: 'Ann', age: 7 }, 'stop']);
    assert.ok(chunks.at(-1).usage.completion_tokens > 4);
  },
  'structured: a stream that is wrong twice is refused': async () => {
    await script({ promptContains: 'node-schema-stubborn', text: 'Sure!', times: 2 });
    await rejected(ask('node-schema-stubborn', { response_format: person, stream: true }), OpenAI.InternalServerError, { status: 502, code: 'invalid_structured_output', param: 'response_format' });
  },
  'structured: a schema has to be one': () => rejected(ask('Hi', { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: 'nonsense' } } }), OpenAI.BadRequestError, { param: 'response_format.json_schema.schema' }),

  // Embeddings
  'embeddings: one, as the library asks by default': async () => {
    const { data, usage, model: served } = await client.embeddings.create({ model: embedding, input: 'Hello world' });
    assert.deepEqual([data.length, data[0].embedding.length, usage.total_tokens, served], [1, 8, 2, embedding]);
  },
  'embeddings: many, in order, numbers and base64 alike': async () => {
    const input = ['one', 'two', 'three'];
    const [numbers, packed] = await Promise.all(['float', 'base64'].map((encoding_format) => client.embeddings.create({ model: embedding, input, encoding_format })));
    assert.deepEqual(numbers.data.map((one) => one.index), [0, 1, 2]);
    packed.data.forEach((one, i) => {
      const bytes = Buffer.from(one.embedding, 'base64');
      numbers.data[i].embedding.forEach((number, at) => assert.ok(Math.abs(bytes.readFloatLE(4 * at) - number) < 1e-6));
    });
  },
  'embeddings: dimensions': async () => assert.equal((await client.embeddings.create({ model: embedding, input: 'Hi', dimensions: 4 })).data[0].embedding.length, 4),
  'embeddings: tokens, one text and many': async () => {
    const [one, many] = await Promise.all([[1, 2, 3], [[1, 2, 3], [4]]].map((input) => client.embeddings.create({ model: embedding, input })));
    assert.deepEqual([one.data.length, one.usage.total_tokens, many.data.length, many.usage.total_tokens], [1, 3, 2, 4]);
    assert.deepEqual(one.data[0].embedding, many.data[0].embedding);
  },
  'embeddings: tokens are refused by name where text is taken': () => rejected(client.embeddings.create({ model: 'local-hash-1', input: [1, 2, 3] }), OpenAI.BadRequestError, { code: 'unsupported_parameter', param: 'input' }),
  'embeddings: nothing to embed is refused': () => rejected(client.embeddings.create({ model: embedding, input: [''] }), OpenAI.BadRequestError, { param: 'input' }),

  // Errors, one of every class
  'errors: no such key': () => rejected(new OpenAI({ baseURL, apiKey: 'sk-wrong', maxRetries: 0 }).models.list(), OpenAI.AuthenticationError, { status: 401, code: 'invalid_api_key', type: 'invalid_request_error' }),
  'errors: a key without the scope': () => rejected(new OpenAI({ baseURL, apiKey: otherScopeKey, maxRetries: 0 }).chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] }), OpenAI.PermissionDeniedError, { status: 403 }),
  'errors: no such model': () => rejected(ask('Hi', { model: 'no-such' }), OpenAI.NotFoundError, { code: 'model_not_found', param: 'model' }),
  'errors: no such address': () => rejected(client.get('/nothing/here'), OpenAI.NotFoundError, { code: 'unknown_url' }),
  'errors: something missing, named': () => rejected(client.chat.completions.create({ model, messages: [] }), OpenAI.BadRequestError, { status: 400, param: 'messages' }),
  'errors: a wrong part, named by its path': () => rejected(client.chat.completions.create({ model, messages: [{ role: 'user', content: 'a' }, { role: 'wizard', content: 'b' }] }), OpenAI.BadRequestError, { param: 'messages[1].role' }),
  'errors: nine answers are refused by name': () => rejected(ask('Hi', { n: 9 }), OpenAI.BadRequestError, { code: 'invalid_value', param: 'n' }),
  'errors: probabilities are refused by name where there are none': () => rejected(ask('Hi', { model: 'local-extractive-1', logprobs: true }), OpenAI.BadRequestError, { code: 'unsupported_parameter', param: 'logprobs' }),
  'errors: no money, and no retries against it': async () => {
    const asked = [];
    const poor = new OpenAI({ baseURL, apiKey: poorKey, maxRetries: 3, fetch: (url, init) => { asked.push(url); return fetch(url, init); } });
    await rejected(poor.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] }), OpenAI.RateLimitError, { status: 429, type: 'insufficient_quota', code: 'budget_exhausted' });
    assert.equal(asked.length, 1);
  },
  'errors: the provider refuses what was sent': async () => {
    await script({ promptContains: 'node-400', status: 400 });
    await rejected(ask('node-400'), OpenAI.BadRequestError, { code: 'provider_rejected_request' });
  },
  'errors: in mid-stream': async () => {
    await script({ promptContains: 'node-break', tokenCount: 20, fault: { kind: 'reset', afterChunks: 3 } });
    const chunks = [];
    const error = await rejected((async () => { for await (const chunk of await ask('node-break', { stream: true })) chunks.push(chunk); })(), OpenAI.APIError);
    assert.equal(error.code, 'stream_interrupted');
    assert.ok(chunks.length >= 3);
  },
  'errors: longer than the program wants to wait': async () => {
    await script({ model: pinned, promptContains: 'node-slow', delayMs: 20000 });
    await rejected(client.chat.completions.create({ model: pinned, messages: [{ role: 'user', content: 'node-slow' }] }, { headers: { 'x-request-timeout': '500ms' } }), OpenAI.InternalServerError, { status: 504 });
  },
  'errors: a timeout that is none': () => rejected(client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] }, { headers: { 'x-request-timeout': 'soon' } }), OpenAI.BadRequestError, { param: 'x-request-timeout' }),

  // Bearing
  'abort: in mid-stream, and the next call is fine': async () => {
    await script({ promptContains: 'node-abort', tokenCount: 400, chunkDelayMs: 20 });
    const stream = await ask('node-abort', { stream: true });
    let seen = 0;
    for await (const _ of stream) if (++seen === 5) stream.controller.abort();
    assert.ok(seen < 100);
    assert.equal((await ask('after')).choices[0].message.content, 'Echo: after');
  },
  'abort: of a whole answer, and the next call is fine': async () => {
    await script({ promptContains: 'node-whole-abort', delayMs: 20000 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    await rejected(client.chat.completions.create({ model, messages: [{ role: 'user', content: 'node-whole-abort' }] }, { signal: controller.signal }), OpenAI.APIUserAbortError);
    assert.equal((await ask('after')).choices[0].message.content, 'Echo: after');
  },
  'load: 30 streams at once, each its own answer': async () => {
    const texts = await Promise.all(Array.from({ length: 30 }, async (_, i) => textOf(await collect(await ask(`number ${i}`, { stream: true })))));
    texts.forEach((text, i) => assert.equal(text, `Echo: number ${i}`));
  },
  'size: a prompt of 200,000 characters': async () => {
    const long = 'ä'.repeat(200000);
    assert.equal((await ask(long)).choices[0].message.content, `Echo: ${long}`);
  },
  'text: emoji and right-to-left, whole': async () => {
    const text = '👩‍👩‍👧‍👦 🇺🇳 שלום עולם مرحبا بالعالم \u202Eabc e\u0301 𝔘𝔫𝔦';
    assert.equal((await ask(text)).choices[0].message.content, `Echo: ${text}`);
  },
  'text: emoji and right-to-left, in pieces': async () => {
    const text = '👩‍👩‍👧‍👦 🇺🇳 שלום עולם مرحبا بالعالم e\u0301 𝔘𝔫𝔦';
    assert.equal(textOf(await collect(await ask(text, { stream: true }))), `Echo: ${text}`);
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}: ${error.stack ?? error}`);
  }
}
console.log(`${Object.keys(checks).length} checks, ${failed} failed`);
process.exit(failed ? 1 : 0);
