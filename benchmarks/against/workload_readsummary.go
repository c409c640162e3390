package main

import "encoding/json"

var _ = register(
	readSummary("read-summary", false, "read the gzip file, clean, tally and summarise by day, as a process; the peer is pandas.read_csv and lifetimes"),
	readSummary("read-summary-inside", true, "read-summary by the programs' own clocks, without start-up and imports"),
)

func readSummary(name string, inside bool, doc string) workload {
	w := workload{
		name: name, doc: doc, plain: true,
		ours: func(s settings) (*job, error) {
			return ourProgram("./benchmarks/readsummary", inside, func(string) []string { return []string{orders} }, printedSums)
		},
		peers: []peer{{name: "pandas", job: func(s settings) (*job, error) {
			return script(inside, printedSums, s.lifetimes, peersDir+"/read_summary.py", orders)
		}}},
		// Ours rounds each line to whole pence, four of them really.
		limits: []limit{{figure: "revenue", rule: same, abs: 0.05}, {figure: "monetary", rule: same, rel: 1e-6}},
	}
	for _, exact := range []string{"rows", "kept", "customers", "frequency", "recency", "T"} {
		w.limits = append(w.limits, limit{figure: exact, rule: same})
	}
	return w
}

// printedSums reads the figures that both sides print.
func printedSums(p *program) (figures, error) {
	var said struct {
		Rows, Kept, Customers, Revenue float64
		Sums                           figures
	}
	if err := json.Unmarshal(p.text, &said); err != nil {
		return nil, err
	}
	f := figures{"rows": said.Rows, "kept": said.Kept, "customers": said.Customers, "revenue": said.Revenue}
	for name, v := range said.Sums {
		f[name] = v
	}
	return f, nil
}
