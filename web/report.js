/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the charts of a report. Without it the page still says everything in words and tables. */
(function () {
    "use strict";

    var data = JSON.parse(document.getElementById("data").textContent);
    var charts = [];

    /* Of a short run, seconds. */
    var last = Object.keys(data.time).reduce(function (t, m) {
        return Math.max(t, data.time[m].x[data.time[m].x.length - 1] || 0);
    }, 0);
    var TIME = last < 2 ? { unit: "seconds", short: "s", of: 60 } : { unit: "minutes", short: "min", of: 1 };

    /* Okabe and Ito's colours, which colour-blind people tell apart; on dark paper the light ones. */
    var LIGHT = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#222222", "#7a7a7a"];
    var DARK = ["#56b4e9", "#f0a030", "#2bc795", "#dd9cc0", "#f0e442", "#f4f4f4", "#9a9aa8"];
    var SHAPES = ["circle", "rect", "rectRot", "crossRot", "star", "rectRounded"];
    var DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 4], [12, 4]];
    var PRINT = { ink: "#000", soft: "#444", grid: "#ddd", colours: LIGHT, printing: true };

    function screen_theme() {
        var style = getComputedStyle(document.documentElement);
        var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
        return {
            ink: style.getPropertyValue("--ink").trim(), soft: style.getPropertyValue("--soft").trim(),
            grid: style.getPropertyValue("--grid").trim(), colours: dark ? DARK : LIGHT, printing: false
        };
    }

    function colour(theme, surface) { return theme.colours[surface % theme.colours.length]; }
    function pale(hex, alpha) { return hex + Math.round(alpha * 255).toString(16).padStart(2, "0"); }
    function name(surface) {
        return data.surfaces[surface] === "unknown" ? "no surface marked" : data.surfaces[surface];
    }
    function short(text) { return text.length > 24 ? text.slice(0, 23) + "…" : text; }
    function round(x) { return Number(x.toPrecision(4)).toString(); }

    /* A grey band over part of the x axis, or a line at a value of it. */
    var band = {
        id: "band",
        beforeDatasetsDraw: function (chart, args, options) {
            if (!options || options.from === undefined)
                return;
            var x = chart.scales.x, area = chart.chartArea, c = chart.ctx;
            var from = x.getPixelForValue(options.from), to = x.getPixelForValue(options.to);
            c.save();
            c.fillStyle = options.colour;
            c.fillRect(from, area.top, Math.max(1.5, to - from), area.bottom - area.top);
            c.restore();
        }
    };

    /* In the legend too, what differs by its dashes is a line. */
    function lines(chart) {
        return Chart.defaults.plugins.legend.labels.generateLabels(chart).map(function (item) {
            var set = chart.data.datasets[item.datasetIndex];
            Object.assign(item, {
                pointStyle: "line", lineDash: set.borderDash, lineWidth: 2, strokeStyle: set.borderColor
            });
            return item;
        });
    }

    function axis(theme, title, more) {
        return Object.assign({
            type: "linear",
            title: { display: title !== "", text: title, color: theme.soft, font: { size: 13 } },
            ticks: { color: theme.soft, font: { size: 12 }, maxTicksLimit: 9, maxRotation: 0 },
            grid: { color: theme.grid, borderColor: theme.soft }
        }, more || {});
    }

    function options(theme, x, y, plugins) {
        return {
            responsive: !theme.printing, maintainAspectRatio: false, animation: false, parsing: false,
            devicePixelRatio: theme.printing ? 2 : undefined,
            interaction: { mode: "nearest", intersect: false, axis: "x" },
            scales: { x: x, y: y },
            elements: { point: { radius: 0, hitRadius: 6 } },
            plugins: Object.assign({
                legend: {
                    position: "top", align: "start", onClick: null,
                    labels: {
                        color: theme.ink, usePointStyle: true, boxHeight: 7,
                        font: { size: 13 }, filter: function (item) { return item.text !== ""; }
                    }
                },
                tooltip: { filter: function (item) { return !isNaN(item.parsed.y); } },
                band: {}
            }, plugins || {})
        };
    }

    function line(theme, label, surface, points, more) {
        var of = colour(theme, surface);
        return Object.assign({
            type: "line", label: label, data: points, borderColor: of, backgroundColor: of, borderWidth: 2,
            borderDash: DASHES[surface % DASHES.length], pointStyle: "line", spanGaps: false
        }, more || {});
    }

    function tip(unit, x_unit) {
        return {
            tooltip: {
                callbacks: {
                    title: function (items) {
                        return items.length ? round(items[0].parsed.x) + " " + x_unit : "";
                    },
                    label: function (item) {
                        return (item.dataset.says || item.dataset.label) + ": " + round(item.parsed.y) + " " + unit;
                    }
                },
                filter: function (item, i) { return i < 8 && !isNaN(item.parsed.y); }
            }
        };
    }

    function dots(theme, series, surface, clipped) {
        var points = [], code = 2 * surface + (clipped ? 1 : 0), of = colour(theme, surface);
        series.s.forEach(function (s, i) {
            if (s === code)
                points.push({ x: TIME.of * series.x[i], y: series.y[i] });
        });
        return {
            type: "scatter", data: points, says: short(name(surface)) + (clipped ? ", at least" : ""),
            label: clipped ? short(name(surface)) + ": at least so hard" : "",
            pointStyle: clipped ? "triangle" : SHAPES[surface % SHAPES.length], pointRadius: clipped ? 4 : 2,
            backgroundColor: pale(of, clipped ? 0.1 : 0.3), order: 2,
            borderColor: pale(of, clipped ? 0.9 : surface < 3 ? 0.3 : 0.5), borderWidth: clipped || surface > 2 ? 1 : 0.5
        };
    }

    function means(theme, series, surface) {
        var points = [], stretch = -1;
        series.mean.forEach(function (m) {
            if (m[0] !== surface)
                return;
            if (stretch >= 0 && m[1] !== stretch)
                points.push({ x: TIME.of * m[2], y: NaN });
            stretch = m[1];
            points.push({ x: TIME.of * m[2], y: m[3] });
        });
        return line(theme, short(name(surface)), surface, points, {
            borderWidth: 3, borderDash: [], pointStyle: SHAPES[surface % SHAPES.length], order: 1,
            says: short(name(surface)) + ", mean"
        });
    }

    function time(figure, theme) {
        var series = data.time[figure.dataset.measure], sets = [];
        var unit = figure.dataset.title.split(", ").pop(), drawn = figure.querySelector(".drawn");
        if (!series || !series.n)
            return null;
        if (drawn && series.every > 1)
            drawn.textContent = "Of every " + series.every + " strides one is drawn as a dot; the line is of all.";
        data.surfaces.forEach(function (s, i) {
            var plain = dots(theme, series, i, false), clipped = dots(theme, series, i, true);
            var mean = means(theme, series, i);
            if (mean.data.length)
                sets.push(mean);
            if (plain.data.length)
                sets.push(plain);
            if (clipped.data.length && figure.dataset.measure !== "cadence_spm")
                sets.push(clipped);
            else if (clipped.data.length)
                sets.push(Object.assign(clipped, { label: "", pointStyle: plain.pointStyle, pointRadius: 2 }));
        });
        return {
            data: { datasets: sets },
            options: options(theme, axis(theme, TIME.unit, { min: 0 }),
                axis(theme, figure.dataset.title, { grace: "5%" }), tip(unit, TIME.short))
        };
    }

    function histogram(figure, theme) {
        var of = data.histogram[figure.dataset.measure];
        if (!of)
            return null;
        var sets = of.of.map(function (h) {
            var points = [{ x: of.from, y: 0 }];
            h.share.forEach(function (share, k) {
                points.push({ x: of.from + k * of.width, y: share });
            });
            points.push({ x: of.from + h.share.length * of.width, y: 0 });
            return line(theme, short(name(h.s)) + " (" + h.n.toLocaleString("en-GB") + ")", h.s, points, {
                stepped: "before", fill: of.of.length < 4 ? "origin" : false,
                backgroundColor: pale(colour(theme, h.s), 0.18)
            });
        });
        sets.forEach(function (set) { set.stepped = true; });
        return {
            data: { datasets: sets }, wide: true,
            options: options(theme, axis(theme, figure.dataset.title), axis(theme, "% of strides", { min: 0 }),
                tip("% of strides", figure.dataset.title.split(", ").pop()))
        };
    }

    function bands(values, minus) {
        return values.map(function (v, i) {
            var y = v === null || (minus && minus[i] === null) ? NaN : v - (minus ? minus[i] : 0);
            return { x: i + 1, y: y };
        });
    }
    function marked(i) { /* a mark now and then tells lines apart without their colour */
        return {
            pointStyle: SHAPES[i % SHAPES.length],
            pointRadius: function (c) { return c.dataIndex % 6 === (2 * i) % 6 ? 4 : 0; }
        };
    }
    function any(points) { return points.some(function (p) { return !isNaN(p.y); }); }

    function spectral(theme, sets, title) {
        if (!sets.length)
            return null;
        var shade = { band: { from: 9, to: 20, colour: pale("#808080", 0.2) } };
        return {
            data: { datasets: sets }, wide: true,
            options: options(theme, axis(theme, "frequency, Hz", { min: 0, max: 40 }), axis(theme, title),
                Object.assign(shade, tip("dB", "Hz")))
        };
    }

    function spectrum(figure, theme) {
        var sets = [];
        data.spectra.forEach(function (s) {
            var i = Math.max(0, data.surfaces.indexOf(s.surface));
            var limb = bands(s.limb), trunk = bands(s.trunk), of = short(name(i));
            if (any(limb))
                sets.push(line(theme, of + ", " + data.where, i, limb, Object.assign(marked(i), { borderDash: [] })));
            if (any(trunk))
                sets.push(line(theme, of + ", back", i, trunk, Object.assign(marked(i), { borderDash: [5, 4] })));
        });
        return spectral(theme, sets, "power density, dB");
    }

    function attenuation(figure, theme) {
        var sets = [];
        data.spectra.forEach(function (s) {
            var i = Math.max(0, data.surfaces.indexOf(s.surface)), points = bands(s.trunk, s.limb);
            if (any(points))
                sets.push(line(theme, short(name(i)), i, points, marked(i)));
        });
        return spectral(theme, sets, "back minus " + data.where + ", dB");
    }

    function sides(figure, theme) {
        var at = function (k) {
            return data.sides.map(function (p) { return { x: TIME.of * p[0], y: p[k] === null ? NaN : p[k] }; });
        };
        var dot = { pointRadius: 3 };
        return {
            data: {
                datasets: [
                    line(theme, "left", 2, at(1), Object.assign({ pointStyle: "circle" }, dot)),
                    line(theme, "right", 3, at(2), Object.assign({ pointStyle: "rect" }, dot))
                ]
            },
            options: options(theme, axis(theme, TIME.unit, { min: 0 }),
                axis(theme, "peak at the " + data.where + ", g", { grace: "10%" }), tip("g", TIME.short))
        };
    }

    /* Estimates with their intervals, one under the other. */
    function forest(rows, theme, title) {
        if (!rows.length)
            return null;
        var hue = function (row) {
            return row[4] === "lower" ? colour(theme, 0) : row[4] === "higher" ? colour(theme, 1) : theme.soft;
        };
        var chart = {
            rows: rows.length,
            data: {
                labels: rows.map(function (row) { return row[0].split(", "); }),
                datasets: [{
                    type: "bar", data: rows.map(function (row) { return [row[2], row[3]]; }), barThickness: 4,
                    backgroundColor: rows.map(hue), borderSkipped: false, order: 2
                }, {
                    type: "line", showLine: false, data: rows.map(function (row) { return row[1]; }), order: 1,
                    pointRadius: 6, backgroundColor: rows.map(hue), borderColor: theme.ink,
                    pointStyle: rows.map(function (row) {
                        return row[4] === "lower" || row[4] === "higher" ? "rectRot" : "circle";
                    })
                }]
            },
            options: options(theme, axis(theme, title), axis(theme, "", { type: "category" }), {
                legend: { display: false }, tooltip: {
                    callbacks: {
                        label: function (item) {
                            var row = rows[item.dataIndex];
                            return row[1] + " % (" + row[2] + " to " + row[3] + "), " + row[4];
                        }
                    }, filter: function (item) { return item.datasetIndex === 1; }
                },
                band: { from: 0, to: 0, colour: theme.ink }
            })
        };
        chart.options.indexAxis = "y";
        chart.options.parsing = true;
        chart.options.interaction = { mode: "nearest", intersect: false, axis: "y" };
        chart.options.scales.y.ticks = { color: theme.ink, font: { size: 12 }, autoSkip: false };
        chart.options.scales.x.ticks.maxTicksLimit = 6;
        return chart;
    }

    function weeks(figure, theme) {
        var chart = {
            data: {
                labels: data.weeks.map(function (w) { return w.monday; }),
                datasets: data.surfaces.map(function (s, i) {
                    return {
                        type: "bar", label: short(name(i)), backgroundColor: pale(colour(theme, i), 0.75),
                        borderColor: colour(theme, i), borderWidth: 1, maxBarThickness: 70,
                        pointStyle: SHAPES[i % SHAPES.length],
                        data: data.weeks.map(function (w) { return w.landings[i]; })
                    };
                }).filter(function (set) { return set.data.some(function (n) { return n > 0; }); })
            },
            options: options(theme, axis(theme, "week of", { type: "category", stacked: true }),
                axis(theme, "landings", { stacked: true, min: 0 }), { tooltip: {} })
        };
        chart.options.parsing = true;
        return chart;
    }

    var kinds = {
        time: time, histogram: histogram, spectrum: spectrum, attenuation: attenuation, sides: sides, weeks: weeks,
        forest: function (figure, theme) {
            return forest(data.pairs[Number(figure.dataset.pair)], theme, "difference, %");
        },
        drift: function (figure, theme) { return forest(data.drift, theme, "change over the run, %"); }
    };

    /* Tables as long as the page: closed on a phone, open on paper. */
    var folded = document.querySelectorAll("details.figures"), were = [];
    if (window.matchMedia("screen and (max-width: 640px)").matches)
        folded.forEach(function (d) { d.open = false; });
    window.addEventListener("beforeprint", function () {
        were = Array.from(folded, function (d) { return d.open; });
        folded.forEach(function (d) { d.open = true; });
    });
    window.addEventListener("afterprint", function () {
        folded.forEach(function (d, i) { d.open = were[i]; });
    });

    function draw_one(figure, theme) {
        var config = kinds[figure.dataset.chart](figure, theme), box = figure.querySelector(".box"), canvas;
        if (!config) {
            figure.hidden = true;
            return;
        }
        if (!box) {
            box = document.createElement("div");
            box.className = "box";
            figure.insertBefore(box, figure.firstChild);
        }
        box.textContent = "";
        canvas = document.createElement("canvas");
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", figure.dataset.label);
        box.appendChild(canvas);
        box.style.height = config.rows ? 70 + 38 * config.rows + "px" : "";
        if (theme.printing) {
            canvas.width = 680;
            canvas.height = config.rows ? 70 + 34 * config.rows : 240;
            box.style.height = "auto";
        }
        if (config.wide)
            Object.assign(config.options.plugins.legend.labels, { pointStyleWidth: 34, generateLabels: lines });
        config.type = config.type || "line";
        config.plugins = [band];
        charts.push(new Chart(canvas, config));
    }

    function draw(theme) {
        charts.forEach(function (chart) { chart.destroy(); });
        charts = [];
        document.querySelectorAll("figure[data-chart]").forEach(function (figure) { draw_one(figure, theme); });
    }

    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.locale = "en-GB";
    draw(screen_theme());
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
        draw(screen_theme());
    });
    window.addEventListener("beforeprint", function () { draw(PRINT); });
    window.addEventListener("afterprint", function () { draw(screen_theme()); });
}());
