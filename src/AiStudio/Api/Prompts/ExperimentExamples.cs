namespace AiStudio.Api.Prompts;

internal static class ExperimentExamples
{
    public const string New = """
        { "prompt": "support-answer", "name": "Shorter answers", "hypothesis": "Shorter is liked better.", "unit": "conversation", "metric": "thumbs_down", "effect": 0.03,
          "arms": [{ "version": "1.3.2", "name": "Today", "weight": 1 }, { "version": "1.4.0", "name": "Shorter", "weight": 1 }] }
        """;

    public const string Stop = """{ "reason": "Shorter won." }""";

    public const string Entry = """
        { "id": "01980000-0000-7000-8000-0000000000e1", "kind": "ab", "name": "Shorter answers", "promptSlug": "support-answer", "promptName": "Support answer", "state": "running",
          "unit": "conversation", "metric": "thumbs_down", "arms": ["1.3.2", "1.4.0"], "units": 2100, "answers": 5340, "createdAt": "2026-03-02T09:00:00+00:00",
          "startedAt": "2026-03-02T09:05:00+00:00", "endedAt": null, "endedReason": null }
        """;

    public const string Experiment = $$"""
        { "entry": {{Entry}}, "promptId": "01980000-0000-7000-8000-0000000000f4", "hypothesis": "Shorter is liked better.", "effect": 0.03, "baseline": 0,
          "arms": [{ "number": 0, "name": "Today", "versionId": "01980000-0000-7000-8000-0000000000f6", "version": "1.3.2", "weight": 1, "share": 0.5, "units": 1050, "answers": 2660, "fallbacks": 4 },
                   { "number": 1, "name": "Shorter", "versionId": "01980000-0000-7000-8000-0000000000f2", "version": "1.4.0", "weight": 1, "share": 0.5, "units": 1050, "answers": 2672, "fallbacks": 4 }],
          "figures": [{ "metric": { "key": "thumbs_down", "name": "Thumbs down", "isShare": true, "lessIsBetter": true, "usualEffect": 0.05, "of": "rated answers", "usualShare": 0.15 }, "decides": true,
            "arms": [{ "arm": 0, "count": 410, "mean": 0.21, "low": null, "high": null, "words": null },
                     { "arm": 1, "count": 402, "mean": 0.12, "low": -0.17, "high": -0.01, "words": "lower by 1 to 17 points" }] }],
          "verdict": { "kind": "better", "text": "Shorter is better than Today: thumbs down lower by 1 to 17 points.", "arm": 1 }, "sampleRatio": 1, "judgeShare": 0.1,
          "trends": [{ "arm": 1, "points": [{ "at": "2026-03-02T12:00:00+00:00", "difference": -0.09, "low": -0.17, "high": -0.01 }] }] }
        """;
}
