/** A piece of a page whose text is safe. Made by `html` alone. */
export type Html = { readonly html: string };

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

type Piece = Html | string | number | undefined | Piece[];

const toText = (piece: Piece): string => {
  if (piece === undefined) return '';
  if (Array.isArray(piece)) return piece.map(toText).join('');
  return typeof piece === 'object' ? piece.html : escape(String(piece));
};

/** Whatever is put into the template is text, unless it was made by this very function. */
export function html(parts: TemplateStringsArray, ...pieces: Piece[]): Html {
  return { html: parts.reduce((page, part, at) => page + toText(pieces[at - 1]) + part) };
}

/** A whole page. `at` is the page's name in the head's links. */
export function toPage(title: string, at: 'turns' | 'queues' | 'sign-in', body: Html): string {
  const link = (name: 'turns' | 'queues', words: string): Html =>
    html`<a href="/admin/${name}" ${name === at ? html`aria-current="page"` : ''}>${words}</a>`;
  const head =
    at === 'sign-in'
      ? html``
      : html`<nav>
          ${link('turns', 'Turns')} ${link('queues', 'Queues')}
          <form method="post" action="/admin/sign-out"><button class="quiet">Sign out</button></form>
        </nav>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} · Reelay</title>
        <link rel="stylesheet" href="/admin/style.css" />
      </head>
      <body>
        <header>
          <a class="brand" href="/admin/turns">Reelay <small>operators</small></a
          >${head}
        </header>
        <main>${body}</main>
      </body>
    </html>`.html;
}
