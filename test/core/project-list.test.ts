import { describe, expect, test } from 'vitest';
import { findProject, nameOfClip, toProjectName } from '#src/core/project-list.ts';
import type { Project } from '#src/core/records.ts';
import { toThreadKey } from '#src/core/message.ts';

const projects = [null, 'Beach trip', 'beach party', '2', 'Beach trip'].map((name, index): Project => ({
  id: String(index + 1),
  name,
  threadKey: toThreadKey('test', 'a'),
  locale: 'en',
  accountId: null,
  sessionId: null,
  taskId: null,
  bindId: null,
  openedWith: null,
  createdAt: index,
}));

describe('a project is found', () => {
  test.each([
    ['1', '1'],
    ['#2', '2'],
    ['no. 3', '3'],
    ['project 1', '1'],
    ['Project 3', '3'],
    ['项目 2', '2'],
    [' beach  TRIP ', '5'],
    ['beach p', '3'],
    ['party', '3'],
  ])('by %j', (wanted, id) => expect(findProject(projects, wanted)?.id).toBe(id));

  test.each(['', '6', '0', 'beach', 'mountain', '**', '1.5'])('but not by %j', (wanted) =>
    expect(findProject(projects, wanted)).toBeUndefined(),
  );
});

test.each([
  ['holiday.mp4', 'holiday'],
  ['my_first_clip.MOV', 'my first clip'],
  ['v1.2 final.mp4', 'v1.2 final'],
  ['海边.mp4', '海边'],
  ['**bold** [x](y)\n\u202e.mp4', 'bold x (y)'],
  ['.mp4', ''],
])('the clip %j names its project %j', (file, name) => expect(nameOfClip(file)).toBe(name));

test('a name of any length stays readable', () => {
  const long = toProjectName('😀'.repeat(200));
  expect(Array.from(long)).toHaveLength(60);
  expect(long.endsWith('…')).toBe(true);
});
