import { pino, type DestinationStream, type Logger } from 'pino';

/** Shapes of secrets, wherever they stand in a line: in a message, a URL, an error's stack. */
const shapes: [RegExp, string][] = [
  [/nmv_[a-z]+_[\w.-]+/g, 'nmv_***'],
  [/clm_[\w.-]+/g, 'clm_***'],
  [/(bearer\s+)[\w.~+/=-]+/gi, '$1***'],
  // Telegram: a file's address holds the bot's token.
  [/\b(bot)?\d{6,12}:[\w-]{30,}/g, '$1***'],
  // Discord: base64 of the bot's id, a time and a signature.
  [/\b[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,}/g, '***'],
  // An interaction's token is all that its answers need.
  [/(\/(?:interactions|webhooks)\/\d{5,20}\/)[\w-]{20,}/g, '$1***'],
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"\\]{1,300}@/gi, '$1***@'],
  [
    /([?&](?:X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|Signature|sig|hm|token|ct)=)[^&\s"\\]+/gi,
    '$1***',
  ],
];

/** Masks secrets in text: the known ones by their value, others by their shape. */
export function createMask(secrets: string[]): (text: string) => string {
  // A secret inside a JSON line stands there escaped; one short enough to occur by chance is left to its shape.
  const known = secrets
    .filter((secret) => secret.length >= 6)
    .map((secret) => JSON.stringify(secret).slice(1, -1));
  return (text) => {
    const masked = known.reduce((line, secret) => line.replaceAll(secret, '***'), text);
    return shapes.reduce((line, [shape, mask]) => line.replace(shape, mask), masked);
  };
}

/** The process's log: JSON lines on standard error, without secrets. */
export function createLogger(options: {
  level: string;
  secrets: string[];
  destination?: DestinationStream;
}): Logger {
  return pino(
    {
      level: options.level,
      base: { pid: process.pid },
      redact: {
        paths: ['authorization', 'headers.authorization', 'token', '*.token', '*.authorization'],
        censor: '***',
      },
      hooks: { streamWrite: createMask(options.secrets) },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
