import { useEffect, useState } from '/vendor/preact.js';

const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
const isFolder = (item) => item.webkitGetAsEntry?.()?.isDirectory === true;

/** The whole window takes files, by drop and by paste. Gives whether some are held over it right now. */
export function useFiles({ onFiles, onFolder }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const handlers = {
      dragenter: (event) => {
        if (!hasFiles(event)) return;
        depth += 1;
        setOver(true);
      },
      dragover: (event) => {
        if (hasFiles(event)) event.preventDefault();
      },
      dragleave: () => {
        depth = Math.max(0, depth - 1);
        if (depth === 0) setOver(false);
      },
      drop: (event) => {
        depth = 0;
        setOver(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        if ([...event.dataTransfer.items].some(isFolder)) onFolder();
        else onFiles([...event.dataTransfer.files]);
      },
      paste: (event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length === 0) return;
        event.preventDefault();
        onFiles(files);
      },
    };
    for (const [name, handler] of Object.entries(handlers)) window.addEventListener(name, handler);
    return () => {
      for (const [name, handler] of Object.entries(handlers)) window.removeEventListener(name, handler);
    };
  }, [onFiles, onFolder]);
  return over;
}
