package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"time"
)

//go:embed report.html
var reportHTML string

// page is what report.html shows. All of its texts are escaped there; only
// the charts are drawn by this program and go in as they are.
type page struct {
	Source, File, From, To, AsOf string
	Attribution                  string
	Seed                         uint64

	Facts    []fact
	Findings []string

	Revenue chart
	Partial string // what to know about months that are not complete
	Days    string // what the revenue does from day to day, "" where it is not known

	Weeks     chart // the revenue of the weeks and its forecast
	Forecast  string
	Methods   []methodLine // how the methods to forecast fared, if they could be tested
	Tested    string
	TestLevel string

	Segments     []segmentLine
	SegmentChart chart

	Silhouette, Scatter chart
	Groups              []groupLine

	CohortAges []string
	Cohorts    []cohortLine
	CohortNote string

	Together string // what the rules are, "" where it is not known what was bought
	Rules    []ruleLine

	Read, Kept string
	Cleaning   []cleaningLine

	GroupColors, HeatColors []template.CSS
}

type fact struct{ Name, Value, Note string }

type segmentLine struct{ Name, Customers, Revenue, Days, Orders, Spent, Advice string }

// methodLine is one method to forecast.
type methodLine struct {
	Name                                  string
	Chosen                                bool
	Error, Scaled, Percent, Within, Width string
}

type groupLine struct {
	Name, Customers, ShareCustomers, ShareRevenue, Days, Orders, Spent string
	Words                                                              string
}

type cohortLine struct {
	Name, Size string
	Cells      []cohortCell
}

type cohortCell struct {
	Text    string // empty beyond the end of the orders
	Heat    int    // 0 to 9
	Partial bool   // the month is not complete
}

type ruleLine struct{ Has, Also, Support, Confidence, Lift, Words string }

type cleaningLine struct{ Name, Count, Share, Done string }

// writeReport writes report.html.
func writeReport(o options, s *shop, r *result) error {
	var b bytes.Buffer
	if err := writePage(&b, newPage(o, s, r)); err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	return os.WriteFile(reportFile(o), b.Bytes(), 0o644)
}

func reportFile(o options) string { return filepath.Join(o.out, "report.html") }

// writePage writes a page as HTML.
func writePage(w io.Writer, p *page) error {
	t, err := template.New("report").Parse(reportHTML)
	if err != nil {
		return err
	}
	return t.Execute(w, p)
}

// groupColors are the colours of n clusters for the style sheet.
func groupColors(n int) []template.CSS {
	out := make([]template.CSS, n)
	for i := range out {
		c := groupColor(i)
		out[i] = template.CSS(fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B))
	}
	return out
}

// heatColors are ten steps from nearly white to dark blue.
func heatColors() []template.CSS {
	return []template.CSS{"#f1f5fd", "#dde7fb", "#c8d8f8", "#b1c8f5", "#98b6f1", "#7ea3ec", "#3c6dd9", "#2a5cc9", "#1d49a8", "#143580"}
}

// heat is the colour step of a share; full is the share of the darkest.
func heat(share, full float64) int { return max(0, min(9, int(10*share/full))) }

// date writes a day in full: 9 December 2011.
func date(t time.Time) string { return t.Format("2 January 2006") }
