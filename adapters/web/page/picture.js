import { html } from '/vendor/preact.js';

const shapeOf = (shape) =>
  shape.as === 'box'
    ? html`<rect
        x=${shape.x}
        y=${shape.y}
        width=${shape.width}
        height=${shape.height}
        rx=${shape.round}
        class=${`ink-${shape.ink} ${shape.faint ? 'faint' : ''}`}
      />`
    : html`<text
        x=${shape.x}
        y=${shape.y}
        font-size=${shape.size}
        text-anchor=${shape.anchor}
        class=${`ink-${shape.ink}`}
      >
        ${shape.text}
      </text>`;

/** A picture of a message. A drawing is elements of the page: its inks are the stylesheet's, its words never markup. */
export function Picture({ picture: { alt, drawing, url } }) {
  // By its path alone: behind a proxy the server may not know its own address.
  if (url) return html`<img class="strip" src=${new URL(url).pathname} alt=${alt} loading="lazy" />`;
  const { width, height, shapes } = drawing;
  return html`<svg class="picture" viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${alt}>
    ${shapes.map(shapeOf)}
  </svg>`;
}
