package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
)

// writeCustomers writes customers.csv: the scores, the segment and the group
// of each customer. Groups are numbered from 1 as in the report.
func writeCustomers(o options, s *shop, r *result) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"customer", "R", "F", "M", "segment", "cluster"}) // a Buffer takes everything
	for i, c := range s.customers {
		score := r.segments.scores[i]
		_ = w.Write([]string{
			c.Customer,
			strconv.Itoa(score.R), strconv.Itoa(score.F), strconv.Itoa(score.M),
			r.segments.named.Name(i),
			strconv.Itoa(r.clusters.labels[i] + 1),
		})
	}
	w.Flush()
	return os.WriteFile(filepath.Join(o.out, "customers.csv"), b.Bytes(), 0o644)
}
