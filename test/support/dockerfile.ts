type Instruction = { name: string; value: string };

/** The instructions of a Dockerfile, with continued lines joined. */
export function instructionsOf(dockerfile: string): Instruction[] {
  return dockerfile
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => {
      const match = /^([A-Z]+)\s+(.*)$/.exec(line);
      return match === null ? [] : [{ name: match[1] ?? '', value: match[2] ?? '' }];
    });
}

/** What its COPY instructions take from the project, not from another stage. */
export function sourcesOf(dockerfile: string): string[] {
  return instructionsOf(dockerfile)
    .filter(({ name, value }) => name === 'COPY' && !value.startsWith('--from='))
    .flatMap(({ value }) => value.split(/\s+/).slice(0, -1));
}
