import { useCallback, useEffect, useRef, useState } from '/vendor/preact.js';

const nearPx = 120;

/**
 * Where the reader is. The thread is laid out from its end (styles.css), so the end is 0 and stays in view by
 * itself; who reads further up stays there and is told by `away`.
 */
export function useScroll() {
  const ref = useRef();
  const [away, setAway] = useState(false);
  useEffect(() => {
    const element = ref.current;
    const look = () => setAway(element.scrollTop < -nearPx);
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, []);
  const toEnd = useCallback(() => ref.current.scrollTo({ top: 0 }), []);
  return { ref, away, toEnd };
}
