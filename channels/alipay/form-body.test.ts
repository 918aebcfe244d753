import { expect, test } from 'vitest';
import { readForm, splitForm } from './form-body.ts';

function read(body: string): readonly (readonly [string, string])[] | null {
  const fields = readForm(splitForm(Buffer.from(body)) ?? []);
  return fields && fields.map(({ name, value }) => [name, value.toString()] as const);
}

test('A form is its fields as they came, each decoded once', () => {
  expect(read('b=%2525&a=x+y&&c')).toEqual([
    ['b', '%25'],
    ['a', 'x y'],
    ['c', ''],
  ]);
});

test.each(['a=1&a=2', 'a=1&a=1', 'a=1&b=2&%61=3', 'a&a'])(
  'A form that has a name twice (%s) is no form',
  (body) => {
    expect(read(body)).toBeNull();
  },
);
