import { describe, expect, test } from 'vitest';
import { isPublicAddress, problemOfLink } from '#src/core/web-link.ts';

const none: ReadonlySet<string> = new Set();

describe('a link into a private network, in whatever notation', () => {
  test.each([
    'http://127.0.0.1/a.mp4',
    'http://127.1/a.mp4',
    'http://127.0.0.1./a.mp4',
    'http://2130706433/a.mp4',
    'http://0x7f000001/a.mp4',
    'http://0x7f.0.0.1/a.mp4',
    'http://0177.0.0.1/a.mp4',
    'http://①②⑦.⓪.⓪.①/a.mp4',
    'http://0/a.mp4',
    'http://10.1.2.3/a.mp4',
    'http://172.16.0.1:8080/a.mp4',
    'http://192.168.1.1/a.mp4',
    'http://100.64.0.1/a.mp4',
    'http://169.254.169.254/latest/meta-data/a.mp4',
    'http://192.0.0.192/opc/v2/a.mp4',
    'http://198.18.0.1/a.mp4',
    'http://224.0.0.1/a.mp4',
    'http://255.255.255.255/a.mp4',
    'http://[::1]/a.mp4',
    'http://[::]/a.mp4',
    'http://[::ffff:127.0.0.1]/a.mp4',
    'http://[::ffff:a00:1]/a.mp4',
    'http://[::127.0.0.1]/a.mp4',
    'http://[64:ff9b::10.0.0.1]/a.mp4',
    'http://[2002:7f00:1::]/a.mp4',
    'http://[fe80::1]/a.mp4',
    'http://[fd00:ec2::254]/a.mp4',
    'http://localhost/a.mp4',
    'http://LOCALHOST./a.mp4',
    'http://x.localhost:3000/a.mp4',
    'http://metadata.google.internal/a.mp4',
    'http://nas.local/a.mp4',
    'http://router.home.arpa/a.mp4',
    'http://intranet/a.mp4',
    'http://good.example\\@127.0.0.1@localhost/',
    'http://[',
  ])('%s', (link) => {
    expect(problemOfLink(link, none)).toMatch(/^(private|credentials)$/);
  });

  test('is let through where it is of a configured origin, and there alone', () => {
    const allowed = new Set(['http://127.0.0.1:9000']);
    expect(problemOfLink('http://127.0.0.1:9000/a.mp4', allowed)).toBeUndefined();
    expect(problemOfLink('http://0x7f.1:9000/a.mp4', allowed)).toBeUndefined();
    expect(problemOfLink('http://127.0.0.1:9001/a.mp4', allowed)).toBe('private');
    expect(problemOfLink('https://127.0.0.1:9000/a.mp4', allowed)).toBe('private');
  });
});

test.each(['https://me:secret@files.example/a.mp4', 'https://me@files.example/a.mp4'])(
  '%s holds what is nobody else’s business',
  (link) => expect(problemOfLink(link, new Set(['https://files.example']))).toBe('credentials'),
);

test.each([
  'https://files.example/a.mp4',
  'https://8.8.8.8/a.mp4',
  'https://[2606:4700::1111]/a.mp4',
  'https://internal.example.com/a.mp4',
  'https://localhost.example/a.mp4',
  'https://例子.中国/a.mp4',
])('%s is fine', (link) => expect(problemOfLink(link, none)).toBeUndefined());

test.each(['', 'files.example', '127.0.0.1:80', '1.2.3'])('%j is no public address', (text) =>
  expect(isPublicAddress(text)).toBe(false),
);
