package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
)

var _ = register(workload{
	name:   "lifecycle",
	doc:    "the whole of examples/lifecycle as a process: orders to segments, clusters and cohorts, ours with a report; the peer is what an analyst writes in pandas and scikit-learn",
	limits: []limit{{figure: "customers", rule: same}, {figure: "clusters", rule: same}},
	plain:  true,
	ours: func(s settings) (*job, error) {
		return ourProgram("./examples/lifecycle", false, func(dir string) []string {
			return []string{"-out", dir, "-seed", "42"}
		}, customersFile)
	},
	peers: []peer{{name: "pandas", job: func(s settings) (*job, error) {
		return script(false, func(p *program) (figures, error) {
			var said struct{ Customers, K float64 }
			err := json.Unmarshal(p.text, &said)
			return figures{"customers": said.Customers, "clusters": said.K}, err
		}, s.python, peersDir+"/lifecycle.py", orders)
	}}},
})

// customersFile counts the lines of what the example writes, and the clusters in
// their last column.
func customersFile(p *program) (figures, error) {
	file, err := os.Open(filepath.Join(p.dir, "customers.csv"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, err
	}
	clusters := map[string]bool{}
	for _, row := range rows[1:] {
		clusters[row[len(row)-1]] = true
	}
	return figures{"customers": float64(len(rows) - 1), "clusters": float64(len(clusters))}, nil
}
