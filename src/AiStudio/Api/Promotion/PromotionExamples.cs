namespace AiStudio.Api.Promotion;

internal static class PromotionExamples
{
    public const string New = """{ "prompt": "support-answer", "version": "1.4.0" }""";

    public const string Approval = """{ "note": "Read through the lost cases." }""";

    public const string Override = """{ "reason": "The old text names a product that is gone.", "straight": false }""";

    public const string Reason = """{ "reason": "The hotline reports wrong prices." }""";

    public const string Entry = """
        { "id": "01980000-0000-7000-8000-0000000000f1", "promptSlug": "support-answer", "promptName": "Support answer", "versionId": "01980000-0000-7000-8000-0000000000f2", "version": "1.4.0",
          "incumbent": "1.3.2", "state": "canary", "held": false, "percent": 5, "requestedById": "01980000-0000-7000-8000-0000000000f3", "requestedBy": "Ada Miller",
          "requestedAt": "2026-03-02T09:00:00+00:00", "approvedBy": "Ben Wagner", "approvedAt": "2026-03-02T09:40:00+00:00", "overriddenBy": null, "overrideReason": null,
          "authorId": "01980000-0000-7000-8000-0000000000f3", "experimentId": "01980000-0000-7000-8000-0000000000e1", "reason": null, "endedAt": null, "blocked": false,
          "waitsFor": "5 % of traffic is answered with it." }
        """;

    public const string Promotion = $$"""
        { "entry": {{Entry}}, "promptId": "01980000-0000-7000-8000-0000000000f4", "approvalNote": "Read through the lost cases.",
          "evidence": [{ "suiteSlug": "support", "suiteName": "Support", "runId": "01980000-0000-7000-8000-0000000000f5", "state": "ended", "cases": 120, "passed": 118, "minPassRate": 0.95,
            "incumbentRunId": "01980000-0000-7000-8000-0000000000f6", "incumbentPassed": 116, "incumbentState": "ended", "wins": 3, "losses": 1, "low": -0.011, "margin": 0.05, "problem": null }],
          "steps": [{ "percent": 1, "minAnswers": 80 }, { "percent": 5, "minAnswers": 400 }, { "percent": 25, "minAnswers": 2000 }], "step": 1, "stepStartedAt": "2026-03-02T11:20:00+00:00",
          "answers": 212, "minMinutes": 60,
          "guards": [{ "at": "2026-03-02T11:52:00+00:00", "guard": "errors", "name": "Errors", "isShare": true, "lessIsBetter": true, "step": 1, "candidateCount": 292, "candidate": 0.01,
            "incumbentCount": 12100, "incumbent": 0.012, "low": -0.04, "high": 0.036, "worst": 0.005, "breached": false }],
          "looks": [], "events": [{ "at": "2026-03-02T09:00:00+00:00", "by": "Ada Miller", "state": "evaluating", "text": "Asked for 1.4.0 to go into production." }],
          "may": { "approve": false, "notApprove": null, "override": false, "withdraw": true, "hold": true, "release": false, "rollBack": true, "unblock": false } }
        """;
}
