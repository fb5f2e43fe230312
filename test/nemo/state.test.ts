import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutDraft } from '#src/nemo/draft.ts';
import { createTestClient, failureOf, json, never, session, startBackend } from './support.ts';

/** JSON text as no printer of ours would write it: odd numbers, escapes, spaces, keys in any order. */
const space = fc.constantFrom('', ' ', '\n', '\t ', '\r\n');
const numberText = fc.constantFrom('1.0', '12345678901234567890', '-0', '1e5', '1E+05', '0.10', '7');
const stringText = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    String.raw`"\u00e9"`,
    String.raw`"\ud83c"`,
    String.raw`"a\/b"`,
    '"\u2028"',
    '"}]\\""',
    '"draft"',
  ),
);
const { value: jsonText } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    numberText,
    stringText,
    fc.constantFrom('true', 'false', 'null'),
    fc
      .tuple(space, fc.array(tie('value'), { maxLength: 4 }))
      .map(([gap, items]) => `[${gap}${items.join(`${gap},`)}${gap}]`),
    fc
      .tuple(space, fc.array(fc.tuple(stringText, tie('value')), { maxLength: 4 }))
      .map(
        ([gap, pairs]) =>
          `{${gap}${pairs.map(([key, held]) => `${key}${gap}:${gap}${held}`).join(`,${gap}`)}}`,
      ),
  ),
}));
const draftText = jsonText.map((held) => `{"t":${held}}`);

describe('cutDraft', () => {
  test('gives the very characters, wherever the draft stands', () => {
    fc.assert(
      fc.property(draftText, jsonText, space, fc.boolean(), (draft, other, gap, isEnveloped) => {
        const state = `{"video_infos":${other},"draft"${gap}:${gap}${draft}${gap},"x":${other}}`;
        const inner = `{"state":${state}}`;
        const answer = isEnveloped ? `{"code":0,"old":{"draft":1},"data":${inner}}` : inner;
        expect(cutDraft(answer)).toEqual({ raw: draft, value: JSON.parse(draft) });
      }),
    );
  });

  test('a draft in a string stays one in raw and is read in value', () => {
    fc.assert(
      fc.property(draftText, (draft) => {
        const raw = JSON.stringify(draft);
        expect(cutDraft(`{"data":{"state":{"draft": ${raw}}}}`)).toEqual({ raw, value: JSON.parse(draft) });
      }),
    );
  });

  test.each(['{"draft":null}', '{}', '{"draft":""}', '{"draft":"null"}', '{"draft":"half {"}', 'null'])(
    'none in %s',
    (state) => {
      expect(cutDraft(`{"code":0,"data":{"state":${state}}}`)).toBeUndefined();
    },
  );
});

test('what state gives, submitRender puts in the same characters at "draft"', async () => {
  const draft = '{ "b":1.0,"a" : 12345678901234567890,\n"e":"\\u00e9\\ud83c","t":[ ] }';
  const backend = await startBackend((res, req) =>
    req.method === 'GET'
      ? json(
          res,
          `{"code":0,"data":{"bind_id":"b-1","state":{"draft":${draft},"video_infos":[{"id":1}],"generated_media":[2]}}}`,
        )
      : json(res, { code: 0 }),
  );
  const { client } = createTestClient(backend.url);
  const state = await client.state(session, never);
  expect(state).toMatchObject({ bindId: 'b-1', videoInfos: [{ id: 1 }], generatedMedia: [2] });
  await client.submitRender(session, { id: 'render_"1"', draft: state.draft?.raw ?? '' }, never);
  expect(backend.requests[0]?.url).toBe('/api/state/nemo_agent/me/sess-1/latest');
  expect(backend.requests[1]?.url).toBe('/api/render/proxy/lambda');
  expect(backend.requests[1]?.body).toBe(
    `{"id":"render_\\"1\\"","sessionId":"sess-1","draft":${draft},"output":{"format":"mp4","quality":"high"}}`,
  );
});

test.each([
  [{ code: 0, data: { state: null } }],
  [{ code: 0, data: {} }],
  [{ code: 0, data: { state: { draft: null, video_infos: null, generated_media: 'none' } } }],
])('an empty state is one without anything: %j', async (answer) => {
  const backend = await startBackend((res) => json(res, answer));
  const { client } = createTestClient(backend.url);
  expect(await client.state(session, never)).toEqual({
    draft: undefined,
    videoInfos: [],
    generatedMedia: [],
    bindId: undefined,
  });
});

test.each(['<html></html>', '[]', '{"code":0,"data":"none"}', ''])('%j is unreadable', async (answer) => {
  const backend = await startBackend((res) => json(res, answer));
  const { client } = createTestClient(backend.url);
  expect(await failureOf(client.state(session, never))).toMatchObject({
    code: 'nemo.unreadable',
    params: { status: 200 },
  });
});
