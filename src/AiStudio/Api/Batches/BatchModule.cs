using AiStudio.Api.Auth;
using AiStudio.Features.Jobs;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.Batches;

internal static class BatchModule
{
    public static void AddBatches(this IServiceCollection services)
    {
        services.AddOptionsSection<BatchOptions>(BatchOptions.Section);
        services.AddSingleton<BatchStore>();
        services.AddSingleton<BatchEndpoints>();
        services.AddSingleton<IJobHandler, AnswerBatch>();
    }

    public static void MapBatches(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<IOptions<ApiOptions>>().Value.MaxBodyBytes;
        var endpoints = app.Services.GetRequiredService<BatchEndpoints>();
        app.MapPost("/api/batches", endpoints.CreateAsync).RequireAuthorization(KeyPolicies.For(ApiKeyScope.Chat))
            .WithMetadata(new RequestSizeLimitAttribute(limit)).DisableAntiforgery()
            .WithName("CreateBatch").WithTags("Batches").WithSummary("Take a batch of chat completions, one JSON object a line, as the body or as the one file of a form")
            .Accepts<Stream>("application/jsonl", "multipart/form-data", "*/*").Produces(StatusCodes.Status202Accepted, contentType: "application/json")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        var group = app.MapGroup("/api/batches").RequireCaller(ApiKeyScope.Chat).WithTags("Batches");
        group.MapGet("", endpoints.ListAsync).WithName("ListBatches").WithSummary("Your batches, the newest first").Produces(StatusCodes.Status200OK, contentType: "application/json");
        group.MapGet("/{id:guid}", endpoints.GetAsync).WithName("GetBatch").WithSummary("A batch and how far it is")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id:guid}/results", endpoints.ResultsAsync).WithName("GetBatchResults").WithSummary("What is answered until now, as a JSONL file")
            .Produces(StatusCodes.Status200OK, contentType: "application/jsonl").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{id:guid}/cancel", endpoints.CancelAsync).WithName("CancelBatch").WithSummary("Stop a batch; what is answered stays")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }
}
