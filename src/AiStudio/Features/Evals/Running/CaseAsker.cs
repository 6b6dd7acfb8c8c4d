using AiStudio.Features.Chat.FollowUps;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Logging;
using AiStudio.Features.Knowledge.Retrieval.Packing;
using AiStudio.Features.Prompts;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Evals.Running;

/// <summary>
/// Asks a case as a turn of a chat is asked: the same messages, passages and settings; never from the response cache, and no approved answer stands in for the model.
/// The version's tools and the schema of its answer are those that programs are answered with.
/// </summary>
internal sealed class CaseAsker(PromptService prompts, FollowUpRewriter followUps, PassageGatherer passages, IChatClient chat, TimeProvider time)
{
    /// <summary>How often one case asks the model, when it calls tools.</summary>
    public const int MostRounds = 8;

    /// <summary>The answer, which may be an error. Throws what stops the run or may pass, see <see cref="RunFaults"/>, and a cancellation when the work is cut.</summary>
    public async Task<CaseAnswer> AskAsync(JobRun job, RunSetup setup, OpenCase open, CancellationToken cancellationToken)
    {
        var answer = new CaseAnswer();
        var prompt = prompts.Render(setup.Version, open.Content.Variables);
        if (!prompt.Succeeded)
            return answer.Break(prompt.Error.Code, prompt.Error.Message);
        var history = open.Content.Messages.SkipLast(1).Select(said => new ChatMessage(said.Role == CaseMessage.User ? ChatRole.User : ChatRole.Assistant, said.Text)).ToList();
        var began = time.GetTimestamp();
        try
        {
            var packed = await GatherAsync(job, setup, history, open.Content.Question, new SearchBook(job, open, answer), cancellationToken);
            answer.Passages = packed.Passages;
            await TalkAsync(job, setup, open, answer, [.. TurnMessages.Assemble(prompt.Value.Text, history, packed, open.Content.Question)], cancellationToken);
        }
        catch (GatewayException failure) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The run was cut off.", failure, cancellationToken);
        }
        catch (GatewayException failure) when (!RunFaults.StopRun(failure.Error) && !RunFaults.MayPass(failure.Error))
        {
            answer.Break(failure.Error.Code, failure.Message);
        }

        answer.DurationMs = (int)time.GetElapsedTime(began).TotalMilliseconds;
        await answer.SearchesEndAsync();
        return answer;
    }

    private async Task<PackedPassages> GatherAsync(JobRun job, RunSetup setup, List<ChatMessage> history, string question, SearchBook calls, CancellationToken cancellationToken)
    {
        if (setup.Suite.KnowledgeBaseIds.Length == 0 || setup.Suite.TopK == 0)
            return PackedPassages.None;
        var searched = await followUps.RewriteAsync(setup.Caller, history, question, calls, cancellationToken);
        var request = new GatheringRequest(setup.Suite.KnowledgeBaseIds, question, RetrievalSource.Evaluation) { Rewritten = searched.Rewritten, TopK = setup.Suite.TopK, TakesCurated = false, Calls = calls };
        return (await passages.GatherAsync(job.Scope, setup.Caller, request, cancellationToken)).Packed;
    }

    // Tools are answered from the recordings until the model has nothing more to call.
    private async Task TalkAsync(JobRun job, RunSetup setup, OpenCase open, CaseAnswer answer, List<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var tools = RecordedTools.Of(open.Content.Recordings);
        for (var round = 1; ; round++)
        {
            var id = round == 1 ? open.CallId : await RunCalls.AddAsync(job, open, CallPurpose.Answer, cancellationToken);
            using var call = new GatewayCall(setup.Caller, setup.Run.Model, id) { PromptVersionId = setup.Version.Id };
            var response = await SayAsync(call, answer, messages, setup.Version.Settings, tools, cancellationToken);
            answer.Text = response.Text;
            var asked = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
            if (asked.Count == 0)
                return;
            if (round == MostRounds)
            {
                answer.Break("too_many_tool_rounds", $"The model still called tools after {MostRounds} rounds.");
                return;
            }

            messages.AddRange(response.Messages);
            var results = asked.Select(one => (Call: one, Result: tools.Answer(one, answer.ToolCalls))).ToList();
            if (results.FirstOrDefault(one => one.Result is null).Call is { } unrecorded)
            {
                answer.Unrecorded = unrecorded.Name;
                return;
            }

            messages.Add(new ChatMessage(ChatRole.Tool, [.. results.Select(one => new FunctionResultContent(one.Call.CallId, one.Result))]));
        }
    }

    private async Task<ChatResponse> SayAsync(GatewayCall call, CaseAnswer answer, List<ChatMessage> messages, PromptSettings settings, RecordedTools tools, CancellationToken cancellationToken)
    {
        var options = new GatewayChatOptions(call);
        settings.FillIn(options);
        options.Tools = tools.Beside(options.Tools ?? []);
        // A stop ends the call at the provider; reading on to the end of the stream is what gets its usage known.
        using var stopping = cancellationToken.Register(call.Stop);
        try
        {
            var updates = new List<ChatResponseUpdate>();
            await foreach (var update in chat.GetStreamingResponseAsync(messages, options, CancellationToken.None))
                updates.Add(update);
            return call.Ending == CallEnding.Stopped ? throw new OperationCanceledException(cancellationToken) : updates.ToChatResponse();
        }
        finally
        {
            answer.Add(call);
        }
    }
}
