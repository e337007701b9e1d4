// Package sample owns the figures of sampled metrics: percentiles, means, peaks, shares of time, ratios and slots.
package sample
