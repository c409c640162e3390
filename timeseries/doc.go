// Package timeseries answers what comes next, and how sure we are.
package timeseries
