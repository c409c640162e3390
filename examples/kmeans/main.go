// Kmeans is the textbook case: users described by four numbers are put into
// three clusters.
//
//	go run ./examples/kmeans
//
// It standardises the columns of user_behavior_data.csv (made-up data, see
// the generate folder), runs K-means, prints the centres in the units of the
// data, and writes kmeans-report/ with the table, which has the cluster as a
// new column, and a picture.
package main

//go:generate go run ./generate

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/cluster"
	"github.com/clm-go/clm/feature"
)

//go:embed user_behavior_data.csv
var data []byte

func main() {
	if err := run(context.Background(), os.Stdout, "kmeans-report"); err != nil {
		fmt.Fprintln(os.Stderr, "kmeans:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, folder string) error {
	t, err := readTable(data)
	if err != nil {
		return err
	}

	// Standardise: every column gets mean 0 and standard deviation 1.
	scaler, err := feature.Scaler{}.Fit(ctx, t.x)
	if err != nil {
		return err
	}
	var z mat.Dense
	if err := scaler.Transform(&z, t.x); err != nil {
		return err
	}

	// Cluster.
	model, err := cluster.KMeans{K: 3, Seed: 42}.Fit(ctx, &z)
	if err != nil {
		return err
	}
	labels := model.Labels()

	// The centres, back in the units of the data.
	var centers mat.Dense
	if err := scaler.Inverse(&centers, model.Centers()); err != nil {
		return err
	}
	printCenters(out, t.names, &centers, model.Sizes())

	// The table with its new column, and the picture.
	svg, err := picture(t, labels, &centers, 0, 3)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		"user_behavior_clusters.csv": t.withColumn("cluster", labels),
		"clusters.svg":               svg,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "\nWrote %s with the cluster of each user, and a picture.\n", folder)
	return nil
}

func printCenters(out io.Writer, names []string, centers *mat.Dense, sizes []int) {
	fmt.Fprintf(out, "%-8s %6s", "cluster", "users")
	for _, name := range names {
		fmt.Fprintf(out, " %9s", name)
	}
	fmt.Fprintln(out)
	for c, size := range sizes {
		fmt.Fprintf(out, "%-8d %6d", c, size)
		for _, v := range centers.RawRowView(c) {
			fmt.Fprintf(out, " %9.2f", v)
		}
		fmt.Fprintln(out)
	}
}
