package main

// segmentRow is a segment in the report.
type segmentRow struct {
	Name               string
	customers, revenue float64
}
