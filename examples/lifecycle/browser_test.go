package main

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestInARealBrowser opens the report as its reader does, on a screen and on
// a phone.
func TestInARealBrowser(t *testing.T) {
	browser := findBrowser(t)
	folder, _, err := runHere(t)
	require.NoError(t, err)
	hostile := filepath.Join(t.TempDir(), "hostile.html")
	var b bytes.Buffer
	require.NoError(t, writePage(&b, hostilePage()))
	require.NoError(t, os.WriteFile(hostile, b.Bytes(), 0o644))

	for name, file := range map[string]string{"report": filepath.Join(folder, "report.html"), "hostile names": hostile} {
		for device, width := range map[string]int64{"screen": 1280, "tablet": 800, "phone": 390} {
			t.Run(name+"/"+device, func(t *testing.T) {
				look(t, browser, file, width)
			})
		}
	}
}

// findBrowser returns a browser, or skips the test where there is none.
func findBrowser(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starting a browser takes seconds")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no chromium, chromium-browser or google-chrome is installed")
	return ""
}

// seen is what a page looks like to somebody in front of it.
type seen struct {
	Width   float64  // of the page with all that sticks out
	Wide    []string // elements that reach over the edge outside of a scrolling box
	Hidden  []string // charts of which nothing is to be seen
	Charts  int
	Tables  int
	Small   []string // texts in charts that are too small to read
	Scripts int
	Faint   []string // texts without enough contrast to what is behind them
}

const lookAround = `(() => {
	const out = {Width: document.documentElement.scrollWidth, Wide: [], Hidden: [], Charts: 0, Tables: 0, Small: [], Scripts: document.scripts.length, Faint: []};
	for (const e of document.body.querySelectorAll("*")) {
		const r = e.getBoundingClientRect();
		if (r.width > 0 && r.right > innerWidth + 0.5 && !e.closest(".box table")) out.Wide.push(e.outerHTML.slice(0, 80));
	}
	for (const f of document.querySelectorAll("figure.chart")) {
		out.Charts++;
		const shown = [...f.querySelectorAll("svg")].filter(s => s.getBoundingClientRect().width > 100 && s.getBoundingClientRect().height > 50);
		const drawn = shown.filter(s => [...s.querySelectorAll("path")].some(p => p.getBoundingClientRect().width > 0));
		if (shown.length != 1 || drawn.length != 1 || !drawn[0].getAttribute("aria-label")) out.Hidden.push(f.outerHTML.slice(0, 120));
		for (const s of shown) {
			const scale = s.getBoundingClientRect().width / s.viewBox.baseVal.width;
			for (const text of s.querySelectorAll("text")) {
				if (parseFloat(getComputedStyle(text).fontSize) * scale < 9.5) out.Small.push(text.textContent + " at " + scale);
			}
		}
	}
	for (const table of document.querySelectorAll("table")) {
		if (table.getBoundingClientRect().width > 0) out.Tables++;
	}
	const light = c => {
		const v = c.match(/[\d.]+/g).slice(0, 3).map(x => x / 255).map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
		return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2];
	};
	for (const e of document.querySelectorAll("h1, h2, h3, p, li, span, strong, th, td")) {
		if (!e.textContent.trim()) continue;
		let b = e;
		while (b && getComputedStyle(b).backgroundColor == "rgba(0, 0, 0, 0)") b = b.parentElement;
		const x = light(getComputedStyle(e).color), y = b ? light(getComputedStyle(b).backgroundColor) : 1;
		if ((Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05) < 4.5) out.Faint.push(e.outerHTML.slice(0, 80));
	}
	return out;
})()`

// look opens a file in a window of the given width and checks what is seen.
func look(t *testing.T, browser, file string, width int64) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browser),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	)
	if os.Geteuid() == 0 || os.Getenv("CI") != "" {
		// The browser's own sandbox refuses to start for root, and on machines
		// that forbid user namespaces, as those of CI do. The page is our own.
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()

	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
	var mu sync.Mutex // events come on another goroutine
	var complaints, requests []string
	require.NoError(t, chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			complaints = append(complaints, string(e.Type))
		case *log.EventEntryAdded:
			complaints = append(complaints, e.Entry.Text)
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, "data:") {
				requests = append(requests, e.Request.URL)
			}
		}
	}))
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(address)))
	got, err := chromedp.Run(ctx, chromedp.Evaluate[seen](lookAround))
	require.NoError(t, err)
	mu.Lock()
	defer mu.Unlock()
	require.Empty(t, complaints, "console")
	require.Equal(t, []string{address}, requests, "the file is all that is asked for")
	require.LessOrEqual(t, got.Width, float64(width), "the page is not wider than the window")
	require.Empty(t, got.Wide, "wider than the window")
	require.Equal(t, 5, got.Charts)
	require.Empty(t, got.Hidden, "charts that cannot be seen")
	require.Empty(t, got.Small, "letters that are too small")
	require.Equal(t, 6, got.Tables)
	require.Zero(t, got.Scripts)
	require.Empty(t, got.Faint, "too little contrast")
}
