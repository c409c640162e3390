// Package report puts a clm.Report into model files and takes it out again.
package report

import (
	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/codec"
)

// Put writes r.
func Put(w *codec.Writer, r clm.Report) {
	w.Int(r.Iterations)
	w.Bool(r.Converged)
	w.Float64(r.Objective)
	w.String(r.Reason)
	w.Strings(r.Notes)
}

// Get reads what Put wrote.
func Get(r *codec.Reader) clm.Report {
	return clm.Report{
		Iterations: r.Int(),
		Converged:  r.Bool(),
		Objective:  r.Float64(),
		Reason:     r.String(),
		Notes:      r.Strings(),
	}
}

// Clone returns a copy that shares nothing with r.
func Clone(r clm.Report) clm.Report {
	r.Notes = append([]string(nil), r.Notes...)
	return r
}
