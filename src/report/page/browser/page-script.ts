/** Everything that runs in a page. */
import { startAllCode } from "./all-code.js";
import { startAnchors } from "./anchors.js";
import { startContents } from "./contents.js";
import { startCopyButtons } from "./copy-buttons.js";
import { startFigures } from "./figures.js";
import { startPrint } from "./print.js";
import { startScrollAreas } from "./scroll-areas.js";
import { startTableDownload } from "./table-download.js";
import { startTheme } from "./theme.js";

const figures = startFigures();
const theme = startTheme(figures.repaint);
startContents();
startAnchors();
startScrollAreas(figures.resize);
startCopyButtons();
startAllCode();
startTableDownload();
startPrint(theme, figures);
void figures.draw();
