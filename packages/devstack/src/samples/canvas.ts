import { encodePng } from "./png.ts";

/** Red, green, blue from 0 to 255, and alpha from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha?: number];
/** A colour for each point, or one for all. */
export type Paint = Colour | ((x: number, y: number) => Colour);
/** Signed distance from a point to the edge of a shape in pixels: negative inside. */
export type Shape = (x: number, y: number) => number;
export type Point = readonly [x: number, y: number];

/** A square picture onto which shapes are painted with smooth edges. */
export class Canvas {
  readonly #side: number;
  readonly #rgba: Float64Array;

  constructor(side: number) {
    this.#side = side;
    this.#rgba = new Float64Array(side * side * 4);
  }

  /** Paints a shape over what is there; coverage at its edge is the distance within one pixel. */
  fill(shape: Shape, paint: Paint): void {
    for (let y = 0; y < this.#side; y += 1) {
      for (let x = 0; x < this.#side; x += 1) {
        const coverage = Math.min(1, Math.max(0, 0.5 - shape(x + 0.5, y + 0.5)));
        if (coverage > 0) this.#blend(x, y, typeof paint === "function" ? paint(x, y) : paint, coverage);
      }
    }
  }

  png(): Uint8Array {
    return encodePng(
      this.#side,
      this.#side,
      Uint8Array.from(this.#rgba, (value) => Math.round(value)),
    );
  }

  #blend(x: number, y: number, [red, green, blue, alpha = 1]: Colour, coverage: number): void {
    const at = (y * this.#side + x) * 4;
    const over = alpha * coverage;
    const under = ((this.#rgba[at + 3] ?? 0) / 255) * (1 - over);
    const total = over + under;
    for (const [channel, value] of [red, green, blue].entries()) {
      this.#rgba[at + channel] = (value * over + (this.#rgba[at + channel] ?? 0) * under) / total;
    }
    this.#rgba[at + 3] = total * 255;
  }
}

export function roundedSquare(from: number, to: number, radius: number): Shape {
  const centre = (from + to) / 2;
  const inner = (to - from) / 2 - radius;
  return (x, y) => {
    const dx = Math.abs(x - centre) - inner;
    const dy = Math.abs(y - centre) - inner;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
  };
}

export function circle([cx, cy]: Point, radius: number): Shape {
  return (x, y) => Math.hypot(x - cx, y - cy) - radius;
}

/** A line of some width with round ends through the points. */
export function stroke(points: readonly Point[], width: number): Shape {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right] = [Math.min(...xs) - width, Math.max(...xs) + width];
  const [top, bottom] = [Math.min(...ys) - width, Math.max(...ys) + width];
  return (x, y) => {
    if (x < left || x > right || y < top || y > bottom) return width;
    let nearest = Number.POSITIVE_INFINITY;
    for (let at = 1; at < points.length; at += 1) {
      const [ax, ay] = points[at - 1] ?? [0, 0];
      const [bx, by] = points[at] ?? [0, 0];
      const length = (bx - ax) ** 2 + (by - ay) ** 2;
      if (length === 0) continue;
      const along = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
      nearest = Math.min(nearest, (x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2);
    }
    return Math.sqrt(nearest) - width / 2;
  };
}

/** Points on a cubic curve. */
export function curve(a: Point, b: Point, c: Point, d: Point, steps = 24): Point[] {
  return Array.from({ length: steps + 1 }, (_, at) => {
    const t = at / steps;
    const u = 1 - t;
    const weigh = (axis: 0 | 1) =>
      u ** 3 * a[axis] + 3 * u * u * t * b[axis] + 3 * u * t * t * c[axis] + t ** 3 * d[axis];
    return [weigh(0), weigh(1)];
  });
}

/** Points on an ellipse that is turned by `turn` radians, between two angles. */
export function ellipse(
  [cx, cy]: Point,
  rx: number,
  ry: number,
  turn = 0,
  from = 0,
  to = 2 * Math.PI,
  steps = 72,
): Point[] {
  return Array.from({ length: steps + 1 }, (_, at) => {
    const angle = from + ((to - from) * at) / steps;
    const x = rx * Math.cos(angle);
    const y = ry * Math.sin(angle);
    return [cx + x * Math.cos(turn) - y * Math.sin(turn), cy + x * Math.sin(turn) + y * Math.cos(turn)];
  });
}

export function both(a: Shape, b: Shape): Shape {
  return (x, y) => Math.max(a(x, y), b(x, y));
}

/** A straight blend from one colour at the first point to another at the second. */
export function gradient(from: Colour, to: Colour, [ax, ay]: Point, [bx, by]: Point): Paint {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  return (x, y) =>
    mix(from, to, Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)));
}

export function mix(from: Colour, to: Colour, share: number): Colour {
  const blend = (a: number, b: number) => a + (b - a) * share;
  return [
    blend(from[0], to[0]),
    blend(from[1], to[1]),
    blend(from[2], to[2]),
    blend(from[3] ?? 1, to[3] ?? 1),
  ];
}
