// Package data holds the orders that are built into the examples.
package data

import (
	_ "embed"
	"strings"
)

//go:embed online-retail.csv.gz
var onlineRetail string

// Attribution says where the orders come from, see ATTRIBUTION.md.
const Attribution = "Data: Chen, D. (2015), Online Retail, UCI Machine Learning Repository, https://doi.org/10.24432/C5BW33, licensed under CC BY 4.0."

// OnlineRetail returns a reader of the orders of a British gift shop, a CSV file
// compressed with gzip.
func OnlineRetail() *strings.Reader { return strings.NewReader(onlineRetail) }
