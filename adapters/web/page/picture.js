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

/** A drawing as elements of the page: its inks are the stylesheet's, and its words never markup. */
export function Picture({ picture: { alt, drawing } }) {
  const { width, height, shapes } = drawing;
  return html`<svg class="picture" viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${alt}>
    ${shapes.map(shapeOf)}
  </svg>`;
}
